package io.polyprobe.vm.packet;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.btf.Field;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Where the fields of a context are, by the virtual kernel's types. */
final class ContextLayout {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private final String struct;
    private final int size;
    private final Map<String, Place> places = new HashMap<>();

    private record Place(int offset, int size) {}

    ContextLayout(Btf types, String struct) {
        this.struct = struct;
        int id = types.id(BtfType.Struct.class, struct).orElseThrow();
        size = (int) types.sizeOf(id);
        for (BtfType.Member member : ((BtfType.Struct) types.type(id)).members()) {
            Field field = types.field(id, member.name()).orElseThrow();
            places.put(member.name(), new Place((int) field.offset(), (int) types.sizeOf(field.type())));
        }
    }

    String struct() {
        return struct;
    }

    /** In bytes. */
    int size() {
        return size;
    }

    int offset(String field) {
        return place(field).offset;
    }

    private Place place(String field) {
        Place place = places.get(field);
        if (place == null) {
            throw new IllegalArgumentException("struct %s has no field %s".formatted(struct, field));
        }
        return place;
    }

    /** The offsets of all bytes of some fields. */
    BitSet places(Set<String> fields) {
        var bytes = new BitSet();
        fields.forEach(field -> bytes.set(place(field).offset, place(field).offset + place(field).size));
        return bytes;
    }

    /** The bytes of a field. */
    MemorySegment bytes(MemorySegment context, String field) {
        return context.asSlice(place(field).offset, place(field).size);
    }

    /** The number in a field of 4 or 8 bytes, the first of an array. */
    long get(MemorySegment context, String field) {
        var place = place(field);
        return place.size == Long.BYTES
                ? context.get(LONG, place.offset)
                : Integer.toUnsignedLong(context.get(INT, place.offset));
    }

    /** Sets a field of 1, 4 or 8 bytes. */
    void set(MemorySegment context, String field, long value) {
        var place = place(field);
        switch (place.size) {
            case 1 -> context.set(ValueLayout.JAVA_BYTE, place.offset, (byte) value);
            case 4 -> context.set(INT, place.offset, (int) value);
            default -> context.set(LONG, place.offset, value);
        }
    }
}
