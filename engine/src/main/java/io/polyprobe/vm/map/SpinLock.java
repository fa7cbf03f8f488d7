package io.polyprobe.vm.map;

import java.util.concurrent.locks.LockSupport;

/**
 * Locks of four bytes in raw memory: 0 is free, 1 is held, for a few instructions only, by any thread. Those in values
 * are {@code struct bpf_spin_lock}, which a program that faults leaves locked.
 */
public final class SpinLock {
    public static final int BYTES = 4;

    /** How long who wants a program's lock waits for it, in nanoseconds. */
    private static final long SOON = 250_000_000;

    /** Tries before others are let run. */
    private static final int PATIENCE = 128;

    private SpinLock() {}

    static boolean tryLock(long address) {
        return Raw.acquireInt(address) == 0 && Raw.replaceInt(address, 0, 1);
    }

    static void lock(long address) {
        for (int tries = 0; !tryLock(address); tries++) {
            pause(tries);
        }
    }

    /** Whether the lock is held now; not where its holder is gone. */
    public static boolean lockSoon(long address) {
        long start = System.nanoTime();
        for (int tries = 0; !tryLock(address); tries++) {
            if (System.nanoTime() - start > SOON) {
                return false;
            }
            pause(tries);
        }
        return true;
    }

    public static void unlock(long address) {
        Raw.releaseInt(address, 0);
    }

    static void pause(int tries) {
        if (tries < PATIENCE) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(1);
        }
    }
}
