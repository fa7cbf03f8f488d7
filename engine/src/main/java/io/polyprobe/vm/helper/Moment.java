package io.polyprobe.vm.helper;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** The virtual kernel at the moment of a call: who runs where, and when. */
public interface Moment {
    /** {@code CLOCK_MONOTONIC}, nanoseconds; {@code CLOCK_BOOTTIME} too, since the virtual machine never sleeps. */
    long monotonicNanos();

    /** When the virtual machine booted unless a world knows better: the beginning of 2026, in nanoseconds since 1970. */
    long BOOT = 1_767_225_600_000_000_000L;

    /**
     * {@code CLOCK_TAI}, nanoseconds, which is {@code CLOCK_REALTIME} as long as nobody has told the kernel of leap seconds.
     */
    default long realNanos() {
        return BOOT + monotonicNanos();
    }

    /** From 0. */
    int cpu();

    /** The running thread's id; 0 where the CPU idles. */
    int pid();

    /** The running process' id. */
    int tgid();

    int uid();

    int gid();

    /** The task's name: 16 bytes, zero-padded. */
    byte[] comm();

    /** The address of the running task's {@code task_struct}. */
    long task();

    /** The address of the {@code pt_regs} with which the running task entered the kernel. */
    long registers();

    /** The kernel functions that the running task is in, innermost first; empty where that is not known. */
    default List<String> functions() {
        return List.of();
    }

    /** Return addresses on the running task's user stack, innermost first; empty where that is not known. */
    default long[] userStack() {
        return new long[0];
    }

    /** The id of the task's cgroup. */
    long cgroup();

    /** A number that depends on the seed alone. */
    int random();

    /**
     * What the running task has in its memory at an address, as far as that goes.
     *
     * @param enough how many bytes will do, at least 1
     * @return the bytes from {@code address}, fewer than {@code enough} only where user memory ends before, good until
     *     the next call; empty where the address is no user address
     */
    Optional<MemorySegment> user(long address, long enough);

    /** Writes into the memory of the running task; false where that has no place for all of it at the address. */
    default boolean writeUser(long address, MemorySegment bytes) {
        var found = user(address, bytes.byteSize());
        if (found.isEmpty() || found.get().byteSize() < bytes.byteSize()) {
            return false;
        }
        MemorySegment.copy(bytes, 0, found.get(), 0, bytes.byteSize());
        return true;
    }

    /** Prints a message into the trace buffer; each of its line feeds begins a new line. */
    void trace(byte[] message);
}
