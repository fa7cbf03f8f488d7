package io.polyprobe.ptrace;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the tracer, which sees what a program does, meets the thread on which a script waits for it. The tracer stands
 * still while an event is dealt with, and so does the program that it is about.
 */
final class Handover {
    private @Nullable Event event;
    private long time;
    private @Nullable RuntimeException failure;
    private boolean ended;
    private boolean closed;

    /** Tells of an event and returns once it has been dealt with, or nobody is there any more to deal with it. */
    synchronized void tell(Event happened) {
        if (closed) {
            return;
        }
        event = happened;
        time = System.nanoTime();
        notifyAll();
        boolean interrupted = false;
        while (event != null && !closed) {
            try {
                wait();
            } catch (InterruptedException _) {
                interrupted = true; // nobody has a reason to: the program must not run on meanwhile
            }
        }
        event = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing more will happen. */
    synchronized void end(@Nullable RuntimeException reason) {
        failure = reason;
        ended = true;
        notifyAll();
    }

    /** Nobody waits any more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean closed() {
        return closed;
    }

    /** Whether nothing is left to be dealt with, and nothing will be. */
    synchronized boolean ended() {
        return ended && event == null;
    }

    /**
     * Waits for an event, or for the end.
     *
     * @param deadline as {@link System#nanoTime} tells it
     * @throws RuntimeException where tracing has failed
     */
    synchronized void await(long deadline) throws InterruptedException {
        while (event == null && !ended) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Waits until the tracer has nothing to do any more. */
    synchronized void awaitEnd() throws InterruptedException {
        while (!ended) {
            wait();
        }
    }

    /** When the event that waits happened; {@link Long#MAX_VALUE} where none does. */
    synchronized long time() {
        return event == null ? Long.MAX_VALUE : time;
    }

    /** The event that waits. */
    synchronized @Nullable Event event() {
        return event;
    }

    /** The event has been dealt with. */
    synchronized void done() {
        event = null;
        notifyAll();
    }
}
