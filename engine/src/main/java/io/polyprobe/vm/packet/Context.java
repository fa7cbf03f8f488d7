package io.polyprobe.vm.packet;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.btf.Field;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A program's context: a structure of the virtual kernel's, of which the program may write some fields. */
final class Context implements AutoCloseable {
    private static final int ALIGNMENT = 16;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /** Where the fields of a structure are. */
    static final class Layout {
        private final String struct;
        private final int size;
        private final Map<String, Place> places = new HashMap<>();

        private record Place(int offset, int size) {}

        Layout(Btf types, String struct) {
            this.struct = struct;
            int id = types.id(BtfType.Struct.class, struct).orElseThrow();
            size = (int) types.sizeOf(id);
            for (BtfType.Member member : ((BtfType.Struct) types.type(id)).members()) {
                Field field = types.field(id, member.name()).orElseThrow();
                places.put(member.name(), new Place((int) field.offset(), (int) types.sizeOf(field.type())));
            }
        }

        int size() {
            return size;
        }

        private Place place(String field) {
            Place place = places.get(field);
            if (place == null) {
                throw new IllegalArgumentException("struct %s has no field %s".formatted(struct, field));
            }
            return place;
        }

        /** The bytes of some fields. */
        BitSet bytes(Set<String> fields) {
            var bytes = new BitSet();
            fields.forEach(field -> bytes.set(place(field).offset, place(field).offset + place(field).size));
            return bytes;
        }
    }

    private final Memory memory;
    private final Layout layout;
    private final MemorySegment segment;
    private final Region region;

    /** @param writable the fields that programs may write */
    Context(Memory memory, Arena arena, Layout layout, Set<String> writable) {
        this.memory = memory;
        this.layout = layout;
        segment = arena.allocate(layout.size, ALIGNMENT);
        region = memory.map("context (struct %s)".formatted(layout.struct), segment, Access.READ_WRITE);
        region.allowWritesTo(layout.bytes(writable));
    }

    long address() {
        return segment.address();
    }

    /** Makes a field read as a pointer. */
    void pointer(String field, long target) {
        region.pointer(layout.place(field).offset, target);
    }

    /** The number in a field of 4 or 8 bytes, the first of an array. */
    long get(String field) {
        var place = layout.place(field);
        return place.size == Long.BYTES
                ? segment.get(LONG, place.offset)
                : Integer.toUnsignedLong(segment.get(INT, place.offset));
    }

    void set(String field, long value) {
        var place = layout.place(field);
        switch (place.size) {
            case 1 -> segment.set(ValueLayout.JAVA_BYTE, place.offset, (byte) value);
            case 4 -> segment.set(INT, place.offset, (int) value);
            default -> segment.set(LONG, place.offset, value);
        }
    }

    /** The bytes of a field of any size. */
    MemorySegment bytes(String field) {
        var place = layout.place(field);
        return segment.asSlice(place.offset, place.size);
    }

    @Override
    public void close() {
        memory.unmap(region);
    }
}
