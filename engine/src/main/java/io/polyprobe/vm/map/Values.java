package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;

/**
 * How the value of a key lies in memory: one row, or in per-CPU maps one for each CPU, each padded to 8 bytes. A
 * {@code struct bpf_spin_lock} in it is never copied: user space sees zeros there, and what is written leaves it alone.
 *
 * @param size bytes of one row as declared
 * @param perCpu whether each CPU has a row, even where there is one CPU
 * @param rows how many
 * @param lock offset of the lock in a row, or {@link #NO_LOCK}
 */
record Values(int size, boolean perCpu, int rows, int lock) {
    static final int NO_LOCK = -1;

    static Values of(MapSpec spec, int cpus, int lock) {
        boolean perCpu = spec.type().isPerCpu();
        return new Values(spec.valueSize(), perCpu, perCpu ? cpus : 1, lock);
    }

    boolean hasLock() {
        return lock != NO_LOCK;
    }

    /** Bytes from one row to the next. */
    int stride() {
        return round(size);
    }

    /** Bytes of all rows. */
    int bytes() {
        return rows * stride();
    }

    /** Whether writing a value leaves none of its memory as it was. */
    boolean isWrittenWhole() {
        return !perCpu && !hasLock() && size == stride();
    }

    /** Bytes of a value as user space passes it: the rows of all CPUs, or one without padding. */
    int userBytes() {
        return perCpu ? bytes() : size;
    }

    /** Where the row of a CPU begins. */
    long row(int cpu) {
        return perCpu ? (long) cpu * stride() : 0;
    }

    /** Reads for user space. */
    void read(long from, long to) {
        Raw.copy(from, to, userBytes());
        if (hasLock()) {
            Raw.setInt(to + lock, 0);
        }
    }

    /** Reads while no program that locks is at work on it ({@code BPF_F_LOCK}): 0 or a negative errno. */
    int readLocked(long from, long to) {
        if (!SpinLock.lockSoon(from + lock)) {
            return Errno.EBUSY.result();
        }
        read(from, to);
        SpinLock.unlock(from + lock);
        return 0;
    }

    /** Writes what user space passes: all rows. */
    void write(long from, long to) {
        write(from, to, userBytes());
    }

    /** Writes one row. */
    void writeRow(long from, long to, int cpu) {
        write(from, to + row(cpu), size);
    }

    private void write(long from, long to, int bytes) {
        if (hasLock()) {
            int after = lock + SpinLock.BYTES;
            Raw.copy(from, to, lock);
            Raw.copy(from + after, to + after, bytes - after);
        } else {
            Raw.copy(from, to, bytes);
        }
    }

    /** Writes while no program that locks is at work on it ({@code BPF_F_LOCK}): 0 or a negative errno. */
    int writeLocked(long from, long to) {
        if (!SpinLock.lockSoon(to + lock)) {
            return Errno.EBUSY.result();
        }
        write(from, to);
        SpinLock.unlock(to + lock);
        return 0;
    }

    static int round(int bytes) {
        return (bytes + 7) & ~7;
    }
}
