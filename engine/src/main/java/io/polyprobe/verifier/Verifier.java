package io.polyprobe.verifier;

import io.polyprobe.diag.ObjectException;
import io.polyprobe.verifier.Explorer.Found;
import io.polyprobe.verifier.Flow.Misshapen;
import io.polyprobe.verifier.Verdict.Effort;
import io.polyprobe.verifier.account.Account;
import java.util.List;
import java.util.Optional;

/**
 * Says of programs whether they may run unchecked, and why not: by Linux 6.18's rules for privileged programs.
 *
 * <p>It walks all paths through a program and knows, at each instruction, what registers and stack may hold. Where that
 * does not suffice to show that nothing forbidden can happen, the program is rejected.
 */
public final class Verifier {
    private final int logLevel;

    /** @param logLevel 0 for no log, 1 for the instructions on the way, 2 with registers */
    public Verifier(int logLevel) {
        this.logLevel = logLevel;
    }

    /** Judges a program. What it says is the same each time. */
    public Verdict verify(Subject subject) {
        long start = System.nanoTime();
        Flow flow;
        try {
            flow = Flow.of(subject.program().code());
        } catch (Misshapen e) {
            return rejected(new Report(subject).misshapen(e), e.slot(), effort(0, 0, 0, start), List.of());
        } catch (ObjectException e) {
            return rejected(e.diagnostics().getFirst(), 0, effort(0, 0, 0, start), List.of());
        }
        var analysis = new Analysis(subject, flow);
        var journal = new Journal(flow, logLevel);
        var explorer = new Explorer(analysis, journal, null);
        var report = new Report(subject);
        try {
            explorer.explore();
            new StackDepth(analysis).require();
            return new Verdict.Accepted(
                    analysis.proof(), effort(explorer, analysis, start), journal.lines(), analysis.remarks());
        } catch (Found e) {
            return rejected(
                    report.rejected(flow, e), e.state().slot(), effort(explorer, analysis, start), journal.lines());
        } catch (Rejection e) {
            return rejected(report.rejected(e), 0, effort(explorer, analysis, start), journal.lines());
        }
    }

    /**
     * What is known at each line of a program. It is verified once more for that, and more paths of it are followed than
     * a verdict needs.
     *
     * @return empty where the program is rejected, or where it has too many paths to tell them all
     */
    public static Optional<Account> account(Subject subject) {
        try {
            Flow flow = Flow.of(subject.program().code());
            var witness = new Witness();
            new Explorer(new Analysis(subject, flow), new Journal(flow, 0), witness).explore();
            return Optional.of(witness.account(subject, flow));
        } catch (Misshapen | Found | Rejection | ObjectException _) {
            return Optional.empty();
        }
    }

    private static Verdict rejected(
            io.polyprobe.diag.Diagnostic diagnostic, int slot, Effort effort, List<String> log) {
        return new Verdict.Rejected(diagnostic, slot, effort, log);
    }

    private static Effort effort(Explorer explorer, Analysis analysis, long start) {
        return effort(explorer.processed(), explorer.states(), analysis.stackOf(0), start);
    }

    private static Effort effort(long processed, int states, int stack, long start) {
        return new Effort(processed, states, stack, System.nanoTime() - start);
    }
}
