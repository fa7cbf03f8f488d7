package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A map of the virtual kernel. Its operations are those of {@code bpf(2)}: they take the addresses of keys and values,
 * which are as long as the map says, and answer 0 or a negative errno. What a type does not have, it answers as on Linux.
 * Any number of threads may call them at once.
 *
 * <p>It lives as long as someone refers to it: user space by a {@link MapDescriptor}, another map that holds it, or the
 * name under which it is public or pinned.
 */
public abstract sealed class VmMap
        permits Table,
                OuterMap,
                Queue,
                BloomFilter,
                EventArray,
                Ring,
                ProgramArray,
                StackTraces,
                CgroupArray,
                DeviceMap,
                LocalStorage {
    /** {@code BPF_NOEXIST}: create only. */
    static final long NOEXIST = 1;

    /** {@code BPF_EXIST}: replace only. */
    static final long EXIST = 2;

    /** {@code BPF_F_LOCK}: not while a program holds the value's lock. */
    static final long LOCK = 4;

    private final MapSpec spec;
    private final Identity identity;
    private final AtomicInteger references = new AtomicInteger();
    private volatile boolean frozen;

    /**
     * What a map is known by.
     *
     * @param id to user space
     * @param handle what a program's register holds for it is the address of this
     * @param space where it is found
     * @param parts what programs see of it, given back when it ends
     */
    record Identity(int id, Block handle, MapSpace space, List<Runnable> parts) {}

    VmMap(MapSpec spec, Identity identity) {
        this.spec = spec;
        this.identity = identity;
    }

    /** How it was made. */
    public final MapSpec spec() {
        return spec;
    }

    /** What a program's register holds for this map. */
    public final long handle() {
        return identity.handle().address();
    }

    /** Its number, that no other map or program of the virtual kernel has. */
    final int id() {
        return identity.id();
    }

    /** The address of a byte in the value of the first key, for the variables in a map of globals. */
    public long addressOfGlobal(int offset) {
        throw new IllegalStateException(spec.name() + " holds no globals");
    }

    /** Bytes of a value as user space passes it. */
    int userValueSize() {
        return spec.valueSize();
    }

    /** Whether values have a {@code struct bpf_spin_lock}. */
    boolean hasLock() {
        return false;
    }

    /** {@code BPF_MAP_LOOKUP_ELEM}: copies a key's value. */
    int lookup(long key, long value, long flags) {
        return Errno.EOPNOTSUPP.result();
    }

    /** {@code BPF_MAP_UPDATE_ELEM}. */
    int update(long key, long value, long flags) {
        return Errno.EOPNOTSUPP.result();
    }

    /** {@code BPF_MAP_DELETE_ELEM}. */
    int delete(long key) {
        return Errno.EOPNOTSUPP.result();
    }

    /** {@code BPF_MAP_LOOKUP_AND_DELETE_ELEM}. */
    int lookupAndDelete(long key, long value, long flags) {
        return Errno.ENOTSUPP.result();
    }

    /**
     * {@code BPF_MAP_GET_NEXT_KEY}.
     *
     * @param key 0 for none
     * @param next where the key goes that comes after
     */
    int nextKey(long key, long next) {
        return Errno.EOPNOTSUPP.result();
    }

    /** {@code BPF_MAP_FREEZE}: from now on user space may not change it. */
    final int freeze() {
        if (hasLock()) {
            return Errno.ENOTSUPP.result();
        }
        frozen = true;
        return 0;
    }

    final boolean isFrozen() {
        return frozen;
    }

    /** Someone refers to it from now on. */
    final void hold() {
        references.incrementAndGet();
    }

    /** Someone does so no more; the last one's leaving ends it. */
    final void drop() {
        if (references.decrementAndGet() == 0) {
            close();
            identity.space().forget(this);
            identity.handle().close();
            identity.parts().forEach(Runnable::run);
        }
    }

    /** Gives back what it holds beside its memory. */
    void close() {}
}
