package io.polyprobe.vm.world.simulated;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * What one process has in user memory: strings that it passes to system calls and buffers that these fill. Space is
 * used round and round, so what a pointer shows stays for some hundred calls and then becomes something else.
 */
final class UserSpace {
    private final MemorySegment memory;
    private long next;

    UserSpace(MemorySegment memory) {
        this.memory = memory;
    }

    MemorySegment memory() {
        return memory;
    }

    /** Writes a string with its zero byte and gives its address. */
    long string(String text) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment place = take(raw.length + 1L);
        MemorySegment.copy(MemorySegment.ofArray(raw), 0, place, 0, raw.length);
        return place.address();
    }

    /** Zeroed space of some size, 16-byte aligned. */
    MemorySegment take(long size) {
        long rounded = (size + 15) & ~15;
        if (next + rounded > memory.byteSize()) {
            next = 0;
        }
        MemorySegment place = memory.asSlice(next, size).fill((byte) 0);
        next += rounded;
        return place;
    }
}
