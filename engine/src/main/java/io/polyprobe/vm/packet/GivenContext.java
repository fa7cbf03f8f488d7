package io.polyprobe.vm.packet;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.polyprobe.vm.map.Errno;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;

/** The bytes that a caller of a test run gives for a context. A shorter one is filled up with zeros. */
record GivenContext(Context.Layout layout, byte[] bytes) {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    static GivenContext of(Context.Layout layout, byte[] bytes) {
        for (int i = layout.size(); i < bytes.length; i++) {
            if (bytes[i] != 0) {
                throw new PacketRefusal(Errno.E2BIG, "the context is longer than its structure, and not zero there");
            }
        }
        return new GivenContext(layout, Arrays.copyOf(bytes, layout.size()));
    }

    long get(String field) {
        MemorySegment place = field(field);
        return place.byteSize() == Long.BYTES ? place.get(LONG, 0) : Integer.toUnsignedLong(place.get(INT, 0));
    }

    void set(String field, long value) {
        field(field).set(INT, 0, (int) value);
    }

    MemorySegment field(String field) {
        BitSet place = layout.bytes(java.util.Set.of(field));
        return MemorySegment.ofArray(bytes).asSlice(place.nextSetBit(0), place.cardinality());
    }

    /** Refuses a context that has something outside of some bytes. */
    void requireOnly(BitSet allowed) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != 0 && !allowed.get(i)) {
                throw new PacketRefusal(
                        Errno.EINVAL, "the context has something in byte %d, where nothing can be given".formatted(i));
            }
        }
    }
}
