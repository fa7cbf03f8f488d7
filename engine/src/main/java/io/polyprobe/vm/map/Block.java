package io.polyprobe.vm.map;

import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Zeroed memory that programs can see; it stays until nobody refers to this, even where programs see it no more. */
final class Block implements AutoCloseable {
    private final Memory memory;
    private final MemorySegment segment;
    private final Region region;

    Block(Memory memory, String name, long bytes, Access access) {
        this.memory = memory;
        this.segment = Arena.ofAuto().allocate(bytes, Long.BYTES);
        this.region = memory.map(name, segment, access);
    }

    long address() {
        return segment.address();
    }

    /** Another one that programs may read. */
    Block beside(String name, long bytes) {
        return new Block(memory, name, bytes, Access.READ);
    }

    @Override
    public void close() {
        memory.unmap(region);
    }
}
