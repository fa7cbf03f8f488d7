package io.polyprobe.verifier;

import io.polyprobe.diag.Diagnostic;
import java.util.List;

/** What the verifier says of a program. */
public sealed interface Verdict {
    /** What it looked at, a line each, as detailed as was asked for. */
    List<String> log();

    Effort effort();

    default boolean isAccepted() {
        return this instanceof Accepted;
    }

    /**
     * It may run unchecked.
     *
     * @param proof which of its accesses need no look at where they go
     * @param remarks what is allowed and most likely a mistake, such as a key of which bytes were never written
     */
    record Accepted(Proof proof, Effort effort, List<String> log, List<Diagnostic> remarks) implements Verdict {}

    /** There is a path on which it would do what no program may, or the verifier cannot tell. */
    record Rejected(Diagnostic diagnostic, int slot, Effort effort, List<String> log) implements Verdict {}

    /**
     * What it took.
     *
     * @param instructions processed, on all paths together
     * @param states kept at the end
     * @param stack bytes of the deepest function
     * @param nanos time
     */
    record Effort(long instructions, int states, int stack, long nanos) {}
}
