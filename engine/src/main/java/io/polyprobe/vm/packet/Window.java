package io.polyprobe.vm.packet;

import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Bytes with room before and behind them; programs can reach the bytes alone. */
final class Window implements AutoCloseable {
    private static final int ALIGNMENT = 16;

    private final Memory memory;
    private final Arena arena;
    private MemorySegment room;
    private int start;
    private int end;
    private Region region = Region.NOWHERE;

    /**
     * @param before bytes of room before
     * @param behind bytes of room behind
     */
    Window(Memory memory, Arena arena, byte[] bytes, int before, int behind) {
        this.memory = memory;
        this.arena = arena;
        this.room = arena.allocate((long) before + bytes.length + behind, ALIGNMENT);
        MemorySegment.copy(bytes, 0, room, ValueLayout.JAVA_BYTE, before, bytes.length);
        show(before, before + bytes.length);
    }

    /** Moves the edges, which are counted from the beginning of the room. */
    void show(int newStart, int newEnd) {
        memory.unmap(region);
        start = newStart;
        end = newEnd;
        if (end > start) {
            region = memory.map("packet", segment(), Access.READ_WRITE);
        }
    }

    /** Sees to it that there is so much room; the edges may lie elsewhere afterwards. */
    void reserve(int before, int behind) {
        if (start >= before && room.byteSize() - end >= behind) {
            return;
        }
        MemorySegment old = segment();
        int length = length();
        room = arena.allocate((long) before + length + behind, ALIGNMENT);
        MemorySegment.copy(old, 0, room, before, length);
        show(before, before + length);
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    int length() {
        return end - start;
    }

    long address() {
        return room.address() + start;
    }

    /** What programs see. */
    MemorySegment segment() {
        return room.asSlice(start, length());
    }

    /** All of it, from the beginning of the room. */
    MemorySegment room() {
        return room;
    }

    @Override
    public void close() {
        memory.unmap(region);
    }
}
