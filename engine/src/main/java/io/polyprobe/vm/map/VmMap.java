package io.polyprobe.vm.map;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.MapSpec;
import io.polyprobe.target.BpfMap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** A map of the virtual kernel, with the operations that helpers need beside those that scripts have. */
public abstract sealed class VmMap implements BpfMap permits HashTable, ArrayTable {
    /** {@code BPF_NOEXIST}: create only. */
    static final long NOEXIST = 1;

    /** {@code BPF_EXIST}: replace only. */
    static final long EXIST = 2;

    private final MapSpec spec;
    private final long handle;
    private final int rows;
    private boolean closed;

    /** @param rows how many values a key has: one, or one for each CPU */
    VmMap(MapSpec spec, long handle, int rows) {
        this.spec = spec;
        this.handle = handle;
        this.rows = rows;
    }

    @Override
    public final MapSpec spec() {
        return spec;
    }

    /** What a program's register holds for this map. */
    public final long handle() {
        return handle;
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

    /** The address of a byte in the value of the first key, for the variables in a map of globals. */
    public long addressOfGlobal(int offset) {
        throw new IllegalStateException(spec.name() + " holds no globals");
    }

    /** A copy of one value's bytes. */
    static byte[] copy(MemorySegment value) {
        return value.toArray(ValueLayout.JAVA_BYTE);
    }

    static int stride(int valueSize) {
        return (valueSize + 7) & ~7;
    }

    /** Bytes between the first value of a key and that of a CPU. */
    final long row(int cpu) {
        return spec.type().isPerCpu() ? (long) cpu * stride(spec.valueSize()) : 0;
    }

    /** Bytes of all values of a key. */
    final long entrySize() {
        return (long) rows * stride(spec.valueSize());
    }

    /** Writes one value into an entry. */
    final void write(MemorySegment entry, long row, byte[] values, int from) {
        MemorySegment.copy(values, from, entry, ValueLayout.JAVA_BYTE, row, spec.valueSize());
    }

    /** Writes the values of all CPUs as user space gives them. */
    final void writeRows(MemorySegment entry, byte[] values) {
        for (int cpu = 0; cpu < rows; cpu++) {
            write(entry, row(cpu), values, (int) row(cpu));
        }
    }

    @Override
    public final int userValueSize() {
        return spec.type().isPerCpu() ? (int) entrySize() : spec.valueSize();
    }

    @Override
    public void update(byte[] key, byte[] value, long flags) {
        requireUsable(key, "update", MapSpec.RDONLY);
        if (value.length != userValueSize()) {
            throw failed("update", "the value has %d bytes instead of %d".formatted(value.length, userValueSize()));
        }
        check("update", putAsUser(key, value, flags));
    }

    /** An update whose value is that of all CPUs. */
    abstract int putAsUser(byte[] key, byte[] value, long flags);

    @Override
    public boolean delete(byte[] key) {
        requireUsable(key, "delete", MapSpec.RDONLY);
        int result = remove(key);
        if (result == Errno.ENOENT.result()) {
            return false;
        }
        check("delete", result);
        return true;
    }

    /** Its memory is gone. */
    final void close() {
        closed = true;
    }

    /** Stands before each operation of user space. */
    final void requireReadable(byte @Nullable [] key, String operation) {
        requireUsable(key, operation, MapSpec.WRONLY);
    }

    /** @param forbidding the flag of a map with which this cannot be done */
    private void requireUsable(byte @Nullable [] key, String operation, int forbidding) {
        if (closed) {
            throw failed(operation, "it is closed, since its object or target is");
        }
        if (key != null && key.length != spec.keySize()) {
            throw failed(operation, "the key has %d bytes instead of %d".formatted(key.length, spec.keySize()));
        }
        if ((spec.flags() & forbidding) != 0) {
            check(operation, Errno.EPERM.result());
        }
    }

    private void check(String operation, int result) {
        if (result < 0) {
            throw failed(operation, Errno.explain(result));
        }
    }

    private TargetException failed(String operation, String reason) {
        return new TargetException(
                Diagnostic.error("map '%s': %s failed: %s".formatted(spec.name(), operation, reason)));
    }
}
