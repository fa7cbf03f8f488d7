package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The user memory of all processes: closed to programs, open to the {@code bpf_probe_read_user} family. */
final class UserSpaces implements AutoCloseable {
    private static final long SIZE = 1 << 16;

    private final Memory memory;
    private final Arena arena = Arena.ofShared();
    private final Set<Region> regions = new HashSet<>();
    private final ArrayDeque<UserSpace> free = new ArrayDeque<>();

    UserSpaces(Memory memory) {
        this.memory = memory;
    }

    UserSpace open() {
        UserSpace released = free.poll();
        if (released != null) {
            return released;
        }
        MemorySegment segment = arena.allocate(SIZE, 16);
        regions.add(memory.map("user memory", segment, Access.NONE));
        return new UserSpace(segment);
    }

    void release(UserSpace space) {
        free.add(space);
    }

    /** The bytes from an address to the end of the user memory that holds it. */
    Optional<MemorySegment> at(long address) {
        return memory.regionAt(address)
                .filter(regions::contains)
                .map(region -> region.segment().asSlice(address - region.address()));
    }

    @Override
    public void close() {
        regions.forEach(memory::unmap);
        regions.clear();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
