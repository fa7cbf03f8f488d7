package io.polyprobe.vm.map;

import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for the values of one hash table, taken in ever larger blocks. A released slot is handed out again: as on
 * Linux, a program that keeps the pointer to a deleted value may find another's there.
 */
final class Slots {
    private static final int FIRST_BLOCK = 64;
    private static final int LARGEST_BLOCK = 1 << 14;

    private final String name;
    private final int size;
    private final Arena arena;
    private final Memory memory;
    private final Access access;
    private final List<Region> regions = new ArrayList<>();
    private final ArrayDeque<MemorySegment> free = new ArrayDeque<>();
    private int block = FIRST_BLOCK;

    /** @param size bytes of a value */
    Slots(String name, int size, Arena arena, Memory memory, Access access) {
        this.name = name;
        this.size = size;
        this.arena = arena;
        this.memory = memory;
        this.access = access;
    }

    /** A slot of exactly a value's size, 8-byte aligned; its contents are undefined. */
    MemorySegment take() {
        if (free.isEmpty()) {
            int stride = VmMap.stride(size);
            MemorySegment segment = arena.allocate((long) block * stride, 8);
            regions.add(memory.map(name, segment, access));
            for (int i = 0; i < block; i++) {
                free.add(segment.asSlice((long) i * stride, size));
            }
            block = Math.min(block * 2, LARGEST_BLOCK);
        }
        return free.remove();
    }

    void release(MemorySegment slot) {
        free.addFirst(slot);
    }

    void close() {
        regions.forEach(memory::unmap);
    }
}
