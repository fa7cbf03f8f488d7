package io.polyprobe.capture;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Numbers of a file in the byte order of the machine that wrote it.
 *
 * @param swapped whether that is big-endian
 */
record Words(MemorySegment bytes, boolean swapped) {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    long size() {
        return bytes.byteSize();
    }

    int half(long at) {
        short value = bytes.get(SHORT, at);
        return Short.toUnsignedInt(swapped ? Short.reverseBytes(value) : value);
    }

    int word(long at) {
        int value = bytes.get(INT, at);
        return swapped ? Integer.reverseBytes(value) : value;
    }

    /** A word as a number without sign. */
    long number(long at) {
        return Integer.toUnsignedLong(word(at));
    }
}
