package io.polyprobe.linux.sys;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;

/** An open file descriptor, closed once. What the kernel keeps for it goes with it, also when this process is killed. */
public final class Fd implements AutoCloseable {
    private int number;

    /** @param result a descriptor that a system call gave, at least 0 */
    public Fd(long result) {
        if (result < 0) {
            throw new IllegalArgumentException("not a descriptor: " + result);
        }
        this.number = (int) result;
    }

    /**
     * The descriptor's number, which is another file's once this one is closed: who may be closed by another thread holds
     * a lock from here to the end of the system call.
     *
     * @throws TargetException where it is closed
     */
    public synchronized int number() {
        if (number < 0) {
            throw new TargetException(Diagnostic.error("what the kernel held for this is closed"));
        }
        return number;
    }

    public synchronized boolean isClosed() {
        return number < 0;
    }

    @Override
    public synchronized void close() {
        if (number >= 0) {
            int open = number;
            number = -1;
            SystemCalls.close(open);
        }
    }
}
