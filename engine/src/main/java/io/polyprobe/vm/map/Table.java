package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A map from keys to values in memory that programs get pointers into. */
public abstract sealed class Table extends VmMap permits HashTable, ArrayTable {
    /** {@code BPF_NOEXIST}: create only. */
    static final long NOEXIST = 1;

    /** {@code BPF_EXIST}: replace only. */
    static final long EXIST = 2;

    private final int rows;

    /** @param rows how many values a key has: one, or one for each CPU */
    Table(MapSpec spec, Place place, int rows) {
        super(spec, place);
        this.rows = rows;
    }

    /**
     * The value of a key as {@code bpf_map_lookup_elem} gives it.
     *
     * @param cpu whose value, in a per-CPU map
     * @return its address, 0 where there is none
     */
    public abstract long find(byte[] key, int cpu);

    /**
     * {@code bpf_map_update_elem}.
     *
     * @param value one value; in a per-CPU map that of {@code cpu}
     * @return 0 or a negative errno
     */
    public abstract int put(byte[] key, byte[] value, long flags, int cpu);

    /** {@code bpf_map_delete_elem}: 0 or a negative errno. */
    public abstract int remove(byte[] key);

    /** A copy of one value's bytes. */
    static byte[] copy(MemorySegment value) {
        return value.toArray(ValueLayout.JAVA_BYTE);
    }

    /** Bytes between the first value of a key and that of a CPU. */
    final long row(int cpu) {
        return spec().type().isPerCpu() ? (long) cpu * stride(spec().valueSize()) : 0;
    }

    /** Bytes of all values of a key. */
    final long entrySize() {
        return (long) rows * stride(spec().valueSize());
    }

    /** Writes one value into an entry. */
    final void write(MemorySegment entry, long row, byte[] values, int from) {
        MemorySegment.copy(values, from, entry, ValueLayout.JAVA_BYTE, row, spec().valueSize());
    }

    /** Writes the values of all CPUs as user space gives them. */
    final void writeRows(MemorySegment entry, byte[] values) {
        for (int cpu = 0; cpu < rows; cpu++) {
            write(entry, row(cpu), values, (int) row(cpu));
        }
    }

    @Override
    public final int userValueSize() {
        return spec().type().isPerCpu() ? (int) entrySize() : spec().valueSize();
    }

    @Override
    public void update(byte[] key, byte[] value, long flags) {
        requireWritable(key, "update");
        requireValue(value);
        check("update", putAsUser(key, value, flags));
    }

    /** An update whose value is that of all CPUs. */
    abstract int putAsUser(byte[] key, byte[] value, long flags);

    @Override
    public boolean delete(byte[] key) {
        requireWritable(key, "delete");
        int result = remove(key);
        if (result == Errno.ENOENT.result()) {
            return false;
        }
        check("delete", result);
        return true;
    }
}
