package io.polyprobe.ptrace;

/** Something that a traced thread has done. It stands still until whoever is told of it is done with it. */
sealed interface Event {
    Tracee tracee();

    /**
     * It enters a system call.
     *
     * @param call its number, also in the events below
     */
    record Entered(Tracee tracee, int call) implements Event {}

    /** It leaves a system call. */
    record Left(Tracee tracee, int call, long result) implements Event {}

    /** It has made a thread or a process. */
    record Forked(Tracee tracee, Tracee child) implements Event {}

    /**
     * It has become another program.
     *
     * @param before its number until then, another one where it was not the first thread of its process
     */
    record Executed(Tracee tracee, int before) implements Event {}

    /**
     * It is about to end.
     *
     * @param status as in wait(2)
     */
    record Exiting(Tracee tracee, int status) implements Event {}

    /**
     * It is about to get a signal.
     *
     * @param error {@code si_errno} of sigaction(2)
     * @param code {@code si_code}
     */
    record Signalled(Tracee tracee, int signal, int error, int code) implements Event {}
}
