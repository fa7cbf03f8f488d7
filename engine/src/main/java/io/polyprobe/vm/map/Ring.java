package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;

/** Records that go between programs and user space: no keys, so none of the operations on keys. */
abstract sealed class Ring extends VmMap permits RingBuffer, UserRingBuffer {
    /** Bytes between two records, where Linux keeps what it knows of the second. */
    static final int HEADER = 8;

    Ring(MapSpec spec, Identity identity) {
        super(spec, identity);
    }

    @Override
    int lookup(long key, long value, long flags) {
        return Errno.ENOTSUPP.result();
    }

    @Override
    int update(long key, long value, long flags) {
        return Errno.ENOTSUPP.result();
    }

    @Override
    int delete(long key) {
        return Errno.ENOTSUPP.result();
    }

    @Override
    int nextKey(long key, long next) {
        return Errno.ENOTSUPP.result();
    }
}
