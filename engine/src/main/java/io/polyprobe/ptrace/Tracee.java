package io.polyprobe.ptrace;

/** A thread that is traced, as its {@link Tracer} sees it. */
final class Tracee {
    final int thread;

    /** The process that it belongs to; where it is the only thread, or the first, it has the same number. */
    final int process;

    /** Whether it is to stop once more at the end of the system call that it is in. */
    boolean wantsReturn;

    /** Whether the entry into that system call has been told of. */
    boolean entered;

    /** It came before its parent told of it, and waits for that. */
    boolean early;

    Tracee(int thread, int process) {
        this.thread = thread;
        this.process = process;
    }

    @Override
    public String toString() {
        return "thread %d of process %d".formatted(thread, process);
    }
}
