package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;

/**
 * {@code BPF_MAP_TYPE_ARRAY} and {@code BPF_MAP_TYPE_PERCPU_ARRAY} ({@code Documentation/bpf/map_array.rst}): all entries
 * exist from the start and for ever, zero at first. They lie in a row, each with its values for all CPUs, and never move:
 * entry {@code i} begins at {@link #base()} {@code + i *} {@link #stride()}.
 */
public final class ArrayTable extends Table {
    private final Block entries;

    /** @param entries zeroed, or with the first contents */
    ArrayTable(MapSpec spec, Identity identity, Values values, Block entries) {
        super(spec, identity, values);
        this.entries = entries;
    }

    /** The number that a key is, given the key's address. */
    public static long index(long key) {
        return Indices.at(key);
    }

    /** The address of the first entry. */
    public long base() {
        return entries.address();
    }

    /** Bytes from one entry to the next. */
    public int stride() {
        return values().bytes();
    }

    @Override
    public long find(long key, int cpu) {
        long index = Indices.at(key);
        return index < spec().maxEntries() ? entry(index) + values().row(cpu) : 0;
    }

    @Override
    public int put(long key, long value, long flags, int cpu) {
        int refusal = refusal(key, flags);
        if (refusal != 0) {
            return refusal;
        }
        if ((flags & LOCK) != 0) {
            return values().writeLocked(value, entry(Indices.at(key)));
        }
        values().writeRow(value, entry(Indices.at(key)), cpu);
        return 0;
    }

    @Override
    int update(long key, long value, long flags) {
        int refusal = refusal(key, flags);
        if (refusal != 0) {
            return refusal;
        }
        if ((flags & LOCK) != 0) {
            return values().writeLocked(value, entry(Indices.at(key)));
        }
        values().write(value, entry(Indices.at(key)));
        return 0;
    }

    private int refusal(long key, long flags) {
        if (areUnknown(flags)) {
            return Errno.EINVAL.result();
        }
        if (Indices.at(key) >= spec().maxEntries()) {
            return Errno.E2BIG.result();
        }
        return (flags & NOEXIST) != 0 ? Errno.EEXIST.result() : 0;
    }

    @Override
    int delete(long key) {
        return Errno.EINVAL.result();
    }

    @Override
    int lookup(long key, long value, long flags) {
        long index = Indices.at(key);
        if (index >= spec().maxEntries()) {
            return Errno.ENOENT.result();
        }
        if ((flags & LOCK) != 0) {
            return values().readLocked(entry(index), value);
        }
        values().read(entry(index), value);
        return 0;
    }

    @Override
    int nextKey(long key, long next) {
        return Indices.next(key, next, spec().maxEntries());
    }

    /** A key of its own for each call, as on Linux. */
    @Override
    public int forEach(int cpu, Visitor visitor) {
        try (var key = entries.beside("key of map " + spec().name(), Integer.BYTES)) {
            for (int index = 0; index < spec().maxEntries(); index++) {
                Raw.setInt(key.address(), index);
                if (visitor.visit(key.address(), entry(index) + values().row(cpu))) {
                    return index + 1;
                }
            }
            return spec().maxEntries();
        }
    }

    @Override
    public int versionAt(long address) {
        long index = Math.floorDiv(address - entries.address(), (long) values().bytes());
        return index >= 0 && index < spec().maxEntries() ? 0 : NO_ELEMENT;
    }

    @Override
    public void visitAt(long address, Visitor visitor) {
        int index = (int) ((address - entries.address()) / values().bytes());
        try (var key = entries.beside("key of map " + spec().name(), Integer.BYTES)) {
            Raw.setInt(key.address(), index);
            visitor.visit(key.address(), entry(index));
        }
    }

    @Override
    public long addressOfGlobal(int offset) {
        return entries.address() + offset;
    }

    private long entry(long index) {
        return entries.address() + index * values().bytes();
    }
}
