package io.polyprobe.vm.map;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A table as programs have it, with keys and values that lie in memory of the test's own. */
record ProgramSide(MapDescriptor descriptor) {
    long find(byte[] key, int cpu) {
        try (var arena = Arena.ofConfined()) {
            return table().find(address(arena, key), cpu);
        }
    }

    int put(byte[] key, byte[] value, long flags, int cpu) {
        try (var arena = Arena.ofConfined()) {
            return table().put(address(arena, key), address(arena, value), flags, cpu);
        }
    }

    int remove(byte[] key) {
        try (var arena = Arena.ofConfined()) {
            return table().remove(address(arena, key));
        }
    }

    Table table() {
        return (Table) descriptor.map();
    }

    private static long address(Arena arena, byte[] bytes) {
        MemorySegment copy = arena.allocate(bytes.length, Long.BYTES);
        MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return copy.address();
    }
}
