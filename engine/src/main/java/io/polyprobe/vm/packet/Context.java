package io.polyprobe.vm.packet;

import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/** A program's context: a structure of the virtual kernel's, of which the program may write some fields. */
final class Context implements AutoCloseable {
    private static final int ALIGNMENT = 16;

    private final Memory memory;
    private final ContextLayout layout;
    private final MemorySegment segment;
    private final Region region;

    /** @param writable the fields that programs may write */
    Context(Memory memory, Arena arena, ContextLayout layout, Set<String> writable) {
        this.memory = memory;
        this.layout = layout;
        segment = arena.allocate(layout.size(), ALIGNMENT);
        region = memory.map("context (struct %s)".formatted(layout.struct()), segment, Access.READ_WRITE);
        region.allowWritesTo(layout.places(writable));
    }

    long address() {
        return segment.address();
    }

    /** Sets all fields to 0; those that read as pointers stay as they are. */
    void clear() {
        segment.fill((byte) 0);
    }

    /** Where a field is. */
    int offset(String field) {
        return layout.offset(field);
    }

    /** Makes the field at an offset read as a pointer. */
    void pointer(int offset, long target) {
        region.pointer(offset, target);
    }

    /** The number in a field of 4 or 8 bytes, the first of an array. */
    long get(String field) {
        return layout.get(segment, field);
    }

    void set(String field, long value) {
        layout.set(segment, field, value);
    }

    /** The bytes of a field of any size. */
    MemorySegment bytes(String field) {
        return layout.bytes(segment, field);
    }

    @Override
    public void close() {
        memory.unmap(region);
    }
}
