package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** {@code BPF_MAP_TYPE_ARRAY_OF_MAPS}. */
final class ArrayOfMaps extends OuterMap {
    private final AtomicReferenceArray<@Nullable VmMap> slots;

    ArrayOfMaps(MapSpec spec, Identity identity, MapSpace space) {
        super(spec, identity, space);
        this.slots = new AtomicReferenceArray<>(spec.maxEntries());
    }

    @Override
    public long inner(long key) {
        VmMap map = at(key);
        return map == null ? 0 : map.handle();
    }

    private @Nullable VmMap at(long key) {
        long index = Indices.at(key);
        return index < slots.length() ? slots.get((int) index) : null;
    }

    @Override
    int lookup(long key, long value, long flags) {
        VmMap map = at(key);
        if (map == null) {
            return Errno.ENOENT.result();
        }
        Raw.setInt(value, map.id());
        return 0;
    }

    @Override
    int update(long key, long value, long flags) {
        if (flags != 0) {
            return Errno.EINVAL.result();
        }
        if (Indices.at(key) >= slots.length()) {
            return Errno.E2BIG.result();
        }
        VmMap map = named(value);
        if (map == null) {
            return Errno.EBADF.result();
        }
        if (!admits(map)) {
            return Errno.EINVAL.result();
        }
        map.hold();
        put((int) Indices.at(key), map);
        return 0;
    }

    @Override
    int delete(long key) {
        long index = Indices.at(key);
        if (index >= slots.length()) {
            return Errno.E2BIG.result();
        }
        return put((int) index, null) ? 0 : Errno.ENOENT.result();
    }

    /** Whether there was one before. */
    private boolean put(int index, @Nullable VmMap map) {
        VmMap old = slots.getAndSet(index, map);
        if (old != null) {
            old.drop();
        }
        return old != null;
    }

    @Override
    int nextKey(long key, long next) {
        return Indices.next(key, next, slots.length());
    }

    @Override
    void close() {
        for (int index = 0; index < slots.length(); index++) {
            put(index, null);
        }
    }
}
