package io.polyprobe.polyglot.script;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.IntSupplier;

/**
 * Runs a script on a thread with a stack for the recursion that its language promises (Python's default is 1,000 calls
 * deep): interpreted languages need many Java frames a call, more than a Java thread's usual megabyte holds.
 */
public final class DeepStack {
    /** Bytes of address space; memory is taken as it is used. */
    private static final long SIZE = 256L << 20;

    private DeepStack() {}

    /** Runs code to its end on another thread. */
    public static int call(IntSupplier code) {
        var task = new FutureTask<>(code::getAsInt);
        new Thread(null, task, "script", SIZE).start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the main thread", e);
        }
    }
}
