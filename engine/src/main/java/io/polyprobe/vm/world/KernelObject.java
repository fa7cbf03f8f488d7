package io.polyprobe.vm.world;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One struct in the virtual kernel's memory. */
public final class KernelObject {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private final StructLayout layout;
    private final MemorySegment segment;

    KernelObject(StructLayout layout, MemorySegment segment) {
        this.layout = layout;
        this.segment = segment;
    }

    StructLayout layout() {
        return layout;
    }

    public MemorySegment segment() {
        return segment;
    }

    public long address() {
        return segment.address();
    }

    /** The address of a field. */
    public long addressOf(String path) {
        return segment.address() + layout.place(path).offset();
    }

    /** Sets a number; what does not fit the field is cut off. */
    public KernelObject set(String path, long value) {
        var place = layout.place(path);
        switch (place.size()) {
            case 1 -> segment.set(ValueLayout.JAVA_BYTE, place.offset(), (byte) value);
            case 2 -> segment.set(SHORT, place.offset(), (short) value);
            case 4 -> segment.set(INT, place.offset(), (int) value);
            case 8 -> segment.set(LONG, place.offset(), value);
            default -> throw new IllegalArgumentException(path + " of struct " + layout.name() + " is no number");
        }
        return this;
    }

    /** Sets a pointer. */
    public KernelObject set(String path, KernelObject target) {
        return set(path, target.address());
    }

    /** Sets an array of bytes; what it has beyond them becomes zero. */
    public KernelObject set(String path, byte[] bytes) {
        var place = layout.place(path);
        var field = segment.asSlice(place.offset(), place.size()).fill((byte) 0);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, field, 0, Math.min(bytes.length, place.size()));
        return this;
    }
}
