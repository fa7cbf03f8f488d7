package io.polyprobe.vm.packet;

import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Bytes with room before and behind them; programs can reach the bytes alone. */
final class Window implements AutoCloseable {
    private static final int ALIGNMENT = 16;

    private final Memory memory;
    private final Arena arena;
    private MemorySegment room = MemorySegment.NULL;
    private Region region = Region.NOWHERE;
    private int start;
    private int end;

    /** One with nothing in it. */
    Window(Memory memory, Arena arena) {
        this.memory = memory;
        this.arena = arena;
    }

    /**
     * Puts bytes in, in place of those that were there.
     *
     * @param before bytes of room before
     * @param behind bytes of room behind, at least
     */
    void fill(MemorySegment bytes, int before, int behind) {
        int length = (int) bytes.byteSize();
        require((long) before + length + behind);
        MemorySegment.copy(bytes, 0, room, before, length);
        show(before, before + length);
    }

    private void require(long size) {
        if (room.byteSize() < size) {
            memory.unmap(region);
            room = arena.allocate(size, ALIGNMENT);
            region = memory.map("packet", room, Access.READ_WRITE);
        }
    }

    /** Moves the edges, which are counted from the beginning of the room. */
    void show(int newStart, int newEnd) {
        start = newStart;
        end = newEnd;
        region.show(start, length());
    }

    /** Sees to it that there is so much room; the edges may lie elsewhere afterwards. */
    void reserve(int before, int behind) {
        if (start < before || room.byteSize() - end < behind) {
            MemorySegment old = segment();
            require(room.byteSize() + before + length() + behind);
            MemorySegment.copy(old, 0, room, before, old.byteSize());
            show(before, before + (int) old.byteSize());
        }
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
