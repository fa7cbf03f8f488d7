package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;

/**
 * A map from keys to values in memory that programs get pointers into. A value stays where it is for as long as its key
 * is there and nobody replaces it.
 */
public abstract sealed class Table extends VmMap permits HashTable, ArrayTable, PrefixTrie {
    private final Values values;

    Table(MapSpec spec, Identity identity, Values values) {
        super(spec, identity);
        this.values = values;
    }

    /** {@code bpf_map_lookup_elem}. */
    @FunctionalInterface
    public interface Finder {
        /**
         * @param key its address
         * @param cpu whose value, in a per-CPU map
         * @return the value's address, 0 where there is none
         */
        long find(long key, int cpu);
    }

    /** {@link Finder#find} in this table. */
    public abstract long find(long key, int cpu);

    /** The same for who asks often, and should know all of the table that does not change. */
    public Finder finder() {
        return this::find;
    }

    /**
     * {@code bpf_map_update_elem}.
     *
     * @param key its address
     * @param value the address of one value; in a per-CPU map that of {@code cpu}
     * @return 0 or a negative errno
     */
    public abstract int put(long key, long value, long flags, int cpu);

    /** {@code bpf_map_delete_elem}: 0 or a negative errno. */
    public int remove(long key) {
        return delete(key);
    }

    /** What {@code bpf_for_each_map_elem} calls for an element. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * @param key the key's address
         * @param value the value's address
         * @return whether to end there
         */
        boolean visit(long key, long value);
    }

    /**
     * {@code bpf_for_each_map_elem}: how many elements were visited, or a negative errno.
     *
     * @param cpu whose values, in a per-CPU map
     */
    public int forEach(int cpu, Visitor visitor) {
        return Errno.EINVAL.result();
    }

    /** What {@link #versionAt} answers where no element is. */
    public static final int NO_ELEMENT = -1;

    /**
     * What becomes another number when the value at an address becomes another element's.
     *
     * @param address of any byte of the value
     * @return {@link #NO_ELEMENT} where no element's value is now
     */
    public int versionAt(long address) {
        return NO_ELEMENT;
    }

    /** Visits the element in whose value an address lies, which must be there. */
    public void visitAt(long address, Visitor visitor) {
        throw new UnsupportedOperationException(spec().type() + " has no elements at addresses");
    }

    /** Where the lock of a value is ({@code struct bpf_spin_lock}), relative to it; negative without one. */
    public final int lockOffset() {
        return values.lock();
    }

    final Values values() {
        return values;
    }

    @Override
    final int userValueSize() {
        return values.userBytes();
    }

    @Override
    final boolean hasLock() {
        return values.hasLock();
    }

    /** Whether the flags of an update are none that there are. */
    final boolean areUnknown(long flags) {
        return (flags & ~LOCK) > EXIST || flags < 0 || ((flags & LOCK) != 0 && !hasLock());
    }
}
