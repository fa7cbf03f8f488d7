package io.polyprobe.polyglot.cli;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.Renderer;
import io.polyprobe.engine.Verification;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.polyglot.dry.DryRun.Recorded;
import io.polyprobe.polyglot.script.ExitCode;
import io.polyprobe.polyglot.script.ThisMachine;
import io.polyprobe.target.Target;
import io.polyprobe.verifier.Verdict;
import io.polyprobe.verifier.account.Account;
import io.polyprobe.verifier.account.AccountHtml;
import io.polyprobe.verifier.account.AccountText;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The command {@code polyprobe verify}: whether programs may run, and why not, without running them. */
final class Verify extends Command {
    static final String NAME = "verify";

    private static final int MOST_DETAIL = 2;

    Verify(PrintStream out, PrintStream err, Renderer renderer) {
        super(out, err, renderer);
    }

    @Override
    CommandLine command() {
        CommandSpec spec = CommandSpec.create()
                .name("polyprobe " + NAME)
                .addOption(Options.text(
                                "--log",
                                "LEVEL",
                                "Show what was looked at: 1 the instructions on each path, 2"
                                        + " the registers too (default: 0, nothing).")
                        .build())
                .addOption(Options.text(
                                "--type",
                                "TYPE",
                                "Judge programs as of this type, such as xdp, where their" + " sections do not tell.")
                        .build())
                .addOption(Options.flag("Print an object of JSON for each program.", "--json")
                        .build())
                .addOption(Options.flag("Show what is known at each line of accepted programs.", "--states")
                        .build())
                .addOption(Options.flag(
                                "Print what --states shows as a piece of a page in HTML, and nothing else.", "--html")
                        .build())
                .addOption(Options.flag("Ask this machine's kernel too, and show both.", "--kernel")
                        .build());
        spec.usageMessage()
                .description("Says whether the programs of an object or of a script would be accepted, and why not."
                        + " Nothing is run but a script, to the point where it would wait for events. The exit code is"
                        + " 0 where all are accepted, 3 where one is rejected.");
        return Subject.take(spec);
    }

    /** What is wanted. */
    private record Wanted(
            int log, @Nullable ProgramType type, boolean json, boolean states, boolean html, boolean kernel) {
        static Wanted of(ParseResult parsed) {
            String log = parsed.matchedOptionValue("--log", "0");
            String type = parsed.matchedOptionValue("--type", (String) null);
            if (!log.matches("[0-" + MOST_DETAIL + "]")) {
                throw new CommandLine.TypeConversionException("'" + log + "' is no level of a log (0, 1, 2)");
            }
            return new Wanted(
                    Integer.parseInt(log),
                    type == null ? null : type(type),
                    parsed.hasMatchedOption("--json"),
                    parsed.hasMatchedOption("--states"),
                    parsed.hasMatchedOption("--html"),
                    parsed.hasMatchedOption("--kernel"));
        }

        /** Whether what is known at each line is. */
        boolean account() {
            return states || html;
        }

        private static ProgramType type(String name) {
            return Arrays.stream(ProgramType.values())
                    .filter(type -> type.name().equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(() -> new CommandLine.TypeConversionException(
                            "'" + name + "' is no type of programs (xdp, kprobe, sched_cls, ...)"));
        }
    }

    @Override
    int run(ParseResult parsed) throws IOException {
        Wanted wanted = Wanted.of(parsed);
        Subject subject = Subject.of(parsed, err, renderer);
        int code = subject.code();
        var options = CommandLineOptions.target(parsed, System.getenv("POLYPROBE_TARGET"));
        try (Target target = new ThisMachine().open(options, _ -> {})) {
            var verification = new Verification(target.types());
            for (Recorded recorded : subject.objects()) {
                for (ProgramSpec program : subject.programs(recorded)) {
                    code = Math.max(code, judge(verification, recorded, program, wanted));
                }
            }
        }
        return code;
    }

    private int judge(Verification verification, Recorded recorded, ProgramSpec program, Wanted wanted)
            throws IOException {
        ProgramType type = wanted.type == null ? recorded.type(program) : wanted.type;
        if (type == ProgramType.UNSPEC) {
            err.print(renderer.render(Diagnostic.error(
                    "the type of program '%s' is not known: its section is '%s'"
                            .formatted(program.name(), program.section()),
                    "Name it: --type kprobe.")));
            return ExitCode.PROBE_FAILED;
        }
        Verdict verdict = verification.judge(recorded.object(), program, type, wanted.log);
        Optional<Diagnostic> kernel =
                wanted.kernel ? Verification.ofThisKernel(recorded.object(), program, type) : Optional.empty();
        Optional<Account> account = wanted.account() && verdict.isAccepted()
                ? verification.account(recorded.object(), program, type)
                : Optional.empty();
        if (wanted.json) {
            out.print(VerdictJson.of(program, type, verdict, account, wanted.kernel, kernel));
        } else if (wanted.html && account.isPresent()) {
            out.print(AccountHtml.of(program.name(), account.get()));
        } else {
            verdict.log().forEach(out::println);
            show(program, type, verdict);
            if (wanted.account() && verdict.isAccepted()) {
                out.print(account.map(AccountText::of)
                        .orElse("  it has too many paths to tell what is known at each line\n"));
            }
            if (wanted.kernel) {
                out.println("  Linux: " + (kernel.isEmpty() ? "accepted" : "rejected"));
                kernel.ifPresent(diagnostic -> out.print(renderer.render(diagnostic)));
            }
        }
        return verdict.isAccepted() ? ExitCode.OK : ExitCode.PROBE_FAILED;
    }

    private void show(ProgramSpec program, ProgramType type, Verdict verdict) {
        out.printf(
                "%s (%s): %s; %d instructions looked at, %d states kept, %d bytes of stack, %.1f ms%n",
                program.name(),
                type.name().toLowerCase(Locale.ROOT),
                verdict.isAccepted() ? "accepted" : "rejected",
                verdict.effort().instructions(),
                verdict.effort().states(),
                verdict.effort().stack(),
                verdict.effort().nanos() / 1e6);
        switch (verdict) {
            case Verdict.Accepted accepted -> out.print(renderer.render(accepted.remarks()));
            case Verdict.Rejected rejected -> out.print(renderer.render(rejected.diagnostic()));
        }
    }
}
