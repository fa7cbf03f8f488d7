package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import org.jspecify.annotations.Nullable;

/** {@code BPF_MAP_TYPE_HASH_OF_MAPS}: a hash table from keys to what registers hold for maps. */
final class HashOfMaps extends OuterMap {
    private final HashTable handles;
    private final Block scratch;

    /**
     * @param handles a table with values of 8 bytes
     * @param scratch 8 bytes
     */
    HashOfMaps(MapSpec spec, Identity identity, MapSpace space, HashTable handles, Block scratch) {
        super(spec, identity, space);
        this.handles = handles;
        this.scratch = scratch;
    }

    @Override
    public long inner(long key) {
        long value = handles.find(key, 0);
        return value == 0 ? 0 : Raw.getLong(value);
    }

    private @Nullable VmMap at(long key) {
        return withHandle(inner(key));
    }

    @Override
    synchronized int lookup(long key, long value, long flags) {
        VmMap map = at(key);
        if (map == null) {
            return Errno.ENOENT.result();
        }
        Raw.setInt(value, map.id());
        return 0;
    }

    @Override
    synchronized int update(long key, long value, long flags) {
        VmMap map = named(value);
        if (map == null) {
            return Errno.EBADF.result();
        }
        if (!admits(map)) {
            return Errno.EINVAL.result();
        }
        VmMap old = at(key);
        Raw.setLong(scratch.address(), map.handle());
        int result = handles.update(key, scratch.address(), flags);
        if (result == 0) {
            map.hold();
            drop(old);
        }
        return result;
    }

    @Override
    synchronized int delete(long key) {
        VmMap old = at(key);
        int result = handles.delete(key);
        drop(old);
        return result;
    }

    private static void drop(@Nullable VmMap map) {
        if (map != null) {
            map.drop();
        }
    }

    @Override
    int nextKey(long key, long next) {
        return handles.nextKey(key, next);
    }

    @Override
    synchronized void close() {
        handles.forEach(0, (_, value) -> {
            drop(withHandle(Raw.getLong(value)));
            return false;
        });
    }
}
