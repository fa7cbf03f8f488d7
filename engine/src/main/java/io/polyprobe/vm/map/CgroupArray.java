package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;

/**
 * {@code BPF_MAP_TYPE_CGROUP_ARRAY}: control groups for {@code bpf_current_task_under_cgroup}. User space fills it with
 * descriptors of their directories, of which the virtual kernel has none, so it stays empty.
 */
public final class CgroupArray extends VmMap {
    CgroupArray(MapSpec spec, Identity identity) {
        super(spec, identity);
    }

    /** {@code bpf_current_task_under_cgroup}: whether the task is in the group at an index, or a negative errno. */
    public int holds(long index) {
        return index < spec().maxEntries() ? Errno.EAGAIN.result() : Errno.E2BIG.result();
    }

    @Override
    int update(long key, long value, long flags) {
        if (flags != 0) {
            return Errno.EINVAL.result();
        }
        return Indices.at(key) < spec().maxEntries() ? Errno.EBADF.result() : Errno.E2BIG.result();
    }

    @Override
    int lookup(long key, long value, long flags) {
        return Errno.ENOTSUPP.result();
    }

    @Override
    int delete(long key) {
        return Indices.at(key) < spec().maxEntries() ? Errno.ENOENT.result() : Errno.E2BIG.result();
    }

    @Override
    int nextKey(long key, long next) {
        return Indices.next(key, next, spec().maxEntries());
    }
}
