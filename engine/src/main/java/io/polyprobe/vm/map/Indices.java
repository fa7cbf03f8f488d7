package io.polyprobe.vm.map;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Keys of arrays: 32-bit numbers from 0, unsigned. */
final class Indices {
    private Indices() {}

    static byte[] key(long index) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(LITTLE_ENDIAN)
                .putInt((int) index)
                .array();
    }

    static long of(byte[] key) {
        return Integer.toUnsignedLong(ByteBuffer.wrap(key).order(LITTLE_ENDIAN).getInt());
    }

    /** The key after one, or null at the end. As on Linux, a key beyond the end leads to the first. */
    static byte @Nullable [] after(byte @Nullable [] key, int entries) {
        long index = key == null ? Long.MAX_VALUE : of(key);
        if (index >= entries) {
            return key(0);
        }
        return index == entries - 1 ? null : key(index + 1);
    }
}
