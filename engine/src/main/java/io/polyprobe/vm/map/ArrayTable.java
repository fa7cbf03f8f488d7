package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * {@code BPF_MAP_TYPE_ARRAY} and {@code BPF_MAP_TYPE_PERCPU_ARRAY}: all entries exist from the start and for ever, zero
 * at first. An entry is its values in a row, 8-byte aligned, one for each CPU in a per-CPU array.
 */
final class ArrayTable extends Table {
    private final MemorySegment entries;

    /** @param entries zeroed, or with the first contents */
    ArrayTable(MapSpec spec, Place place, MemorySegment entries, int rows) {
        super(spec, place, rows);
        this.entries = entries;
    }

    @Override
    public long find(byte[] key, int cpu) {
        long index = Indices.of(key);
        return index < spec().maxEntries() ? entry(index).address() + row(cpu) : 0;
    }

    @Override
    public int put(byte[] key, byte[] value, long flags, int cpu) {
        int refusal = refusal(key, flags);
        if (refusal == 0) {
            write(entry(Indices.of(key)), row(cpu), value, 0);
        }
        return refusal;
    }

    @Override
    int putAsUser(byte[] key, byte[] value, long flags) {
        if (isConstant()) {
            return Errno.EPERM.result();
        }
        int refusal = refusal(key, flags);
        if (refusal == 0) {
            writeRows(entry(Indices.of(key)), value);
        }
        return refusal;
    }

    /** Whether it holds constants, which a loader freezes ({@code BPF_MAP_FREEZE}) once they are there. */
    private boolean isConstant() {
        return spec().isGlobals() && (spec().flags() & MapSpec.RDONLY_PROG) != 0;
    }

    private int refusal(byte[] key, long flags) {
        if (flags < 0 || flags > EXIST) {
            return Errno.EINVAL.result();
        }
        if (Indices.of(key) >= spec().maxEntries()) {
            return Errno.E2BIG.result();
        }
        return flags == NOEXIST ? Errno.EEXIST.result() : 0;
    }

    @Override
    public int remove(byte[] key) {
        return Errno.EINVAL.result();
    }

    @Override
    public byte @Nullable [] lookup(byte[] key) {
        requireReadable(key, "lookup");
        long index = Indices.of(key);
        return index < spec().maxEntries() ? copy(entry(index).asSlice(0, userValueSize())) : null;
    }

    @Override
    public byte @Nullable [] nextKey(byte @Nullable [] key) {
        requireReadable(key, "next key");
        return Indices.after(key, spec().maxEntries());
    }

    @Override
    public long addressOfGlobal(int offset) {
        return entries.address() + offset;
    }

    private MemorySegment entry(long index) {
        return entries.asSlice(index * entrySize(), entrySize());
    }
}
