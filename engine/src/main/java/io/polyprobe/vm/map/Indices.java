package io.polyprobe.vm.map;

/** Keys of arrays: 32-bit numbers from 0, unsigned. */
final class Indices {
    private Indices() {}

    static long at(long key) {
        return Integer.toUnsignedLong(Raw.getUnaligned(key));
    }

    /** Writes the key after one (0: after none). As on Linux, a key beyond the end leads to the first. */
    static int next(long key, long next, int entries) {
        long index = key == 0 ? Long.MAX_VALUE : at(key);
        if (index == entries - 1) {
            return Errno.ENOENT.result();
        }
        Raw.setInt(next, index >= entries ? 0 : (int) index + 1);
        return 0;
    }
}
