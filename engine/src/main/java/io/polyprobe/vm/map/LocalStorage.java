package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code BPF_MAP_TYPE_TASK_STORAGE}, {@code INODE_STORAGE}, {@code SK_STORAGE} and {@code CGRP_STORAGE}: a value for each
 * object of the kernel that a program asks for, gone with the object. User space names objects by descriptors, of which
 * the virtual kernel has none.
 */
public final class LocalStorage extends VmMap {
    /** {@code BPF_LOCAL_STORAGE_GET_F_CREATE}. */
    private static final long CREATE = 1;

    private final Values values;
    private final Elements elements;
    private final Map<Long, Integer> byOwner = new ConcurrentHashMap<>();

    LocalStorage(MapSpec spec, Identity identity, Values values, Elements elements) {
        super(spec, identity);
        this.values = values;
        this.elements = elements;
    }

    /**
     * {@code bpf_task_storage_get} and its like.
     *
     * @param owner the object's address
     * @param value the address of its first value, or 0 for zeros
     * @return the value's address, 0 where there is none
     */
    public long get(long owner, long value, long flags) {
        if (owner == 0 || (flags & ~CREATE) != 0) {
            return 0;
        }
        Integer element = byOwner.get(owner);
        if (element == null && flags == CREATE) {
            element = byOwner.computeIfAbsent(owner, _ -> make(value));
        }
        return element == null ? 0 : elements.value(element);
    }

    private int make(long value) {
        int element = elements.take();
        Raw.zero(elements.value(element), values.bytes());
        if (value != 0) {
            values.write(value, elements.value(element));
        }
        return element;
    }

    /** {@code bpf_task_storage_delete} and its like: 0 or a negative errno. */
    public int remove(long owner) {
        if (owner == 0) {
            return Errno.EINVAL.result();
        }
        Integer element = byOwner.remove(owner);
        if (element == null) {
            return Errno.ENOENT.result();
        }
        elements.release(element);
        return 0;
    }

    @Override
    boolean hasLock() {
        return values.hasLock();
    }

    @Override
    int lookup(long key, long value, long flags) {
        return Errno.EBADF.result();
    }

    @Override
    int update(long key, long value, long flags) {
        return Errno.EBADF.result();
    }

    @Override
    int delete(long key) {
        return Errno.EBADF.result();
    }

    @Override
    int nextKey(long key, long next) {
        return Errno.ENOTSUPP.result();
    }
}
