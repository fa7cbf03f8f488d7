package io.polyprobe.vm.world;

import io.polyprobe.btf.Btf;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * The virtual kernel's memory: structs laid out by its BTF, which programs may read and not write. What is freed is
 * handed out again for the same size, so a world that runs for ever does not grow.
 */
public final class KernelHeap implements AutoCloseable {
    private static final long BLOCK = 1 << 18;

    private final Memory memory;
    private final Btf types;
    private final Arena arena = Arena.ofShared();
    private final List<Region> regions = new ArrayList<>();
    private final Map<String, StructLayout> layouts = new HashMap<>();
    private final Map<Long, ArrayDeque<MemorySegment>> released = new HashMap<>();
    private final List<LongConsumer> watchers = new ArrayList<>();
    private MemorySegment block = MemorySegment.NULL;
    private long used;

    public KernelHeap(Memory memory, Btf types) {
        this.memory = memory;
        this.types = types;
    }

    /** A struct of zeros. */
    public KernelObject allocate(String struct) {
        var layout = layouts.computeIfAbsent(struct, name -> new StructLayout(types, name));
        return new KernelObject(layout, bytes(layout.size()));
    }

    /**
     * A struct of zeros in a region of its own, so that reading past its end is a fault.
     *
     * @param name what the region is called
     */
    public KernelObject alone(String struct, String name) {
        var layout = layouts.computeIfAbsent(struct, type -> new StructLayout(types, type));
        return new KernelObject(layout, alone(layout.size(), name));
    }

    /** Zeroed bytes in a region of their own. */
    public MemorySegment alone(long size, String name) {
        MemorySegment segment = arena.allocate(size, 16);
        regions.add(memory.map(name, segment, Access.READ));
        return segment;
    }

    /** The fields that have been set or pointed to in any struct, as {@code struct.field}, sorted. */
    List<String> filled() {
        return layouts.values().stream()
                .flatMap(layout -> layout.used().map(field -> layout.name() + "." + field))
                .sorted()
                .toList();
    }

    /** Tells someone the address of whatever is freed from now on. */
    public void watch(LongConsumer freed) {
        watchers.add(freed);
    }

    public void free(KernelObject object) {
        free(object.segment());
    }

    /** A string that ends with a zero byte, for as long as the virtual kernel lives. */
    public long string(String text) {
        return temporary(text).address();
    }

    /** A string that ends with a zero byte, to be freed. */
    public MemorySegment temporary(String text) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment segment = bytes(raw.length + 1L);
        MemorySegment.copy(MemorySegment.ofArray(raw), 0, segment, 0, raw.length);
        return segment;
    }

    /** Zeroed memory, 8-byte aligned. */
    public MemorySegment bytes(long size) {
        long rounded = round(size);
        var again = released.get(rounded);
        if (again != null && !again.isEmpty()) {
            return again.removeLast().asSlice(0, size).fill((byte) 0);
        }
        if (used + rounded > block.byteSize()) {
            block = arena.allocate(Math.max(BLOCK, rounded), 16);
            used = 0;
            regions.add(memory.map("kernel memory", block, Access.READ));
        }
        MemorySegment segment = block.asSlice(used, rounded);
        used += rounded;
        return segment.asSlice(0, size);
    }

    public void free(MemorySegment segment) {
        watchers.forEach(watcher -> watcher.accept(segment.address()));
        long rounded = round(segment.byteSize());
        released.computeIfAbsent(rounded, _ -> new ArrayDeque<>()).add(segment.reinterpret(rounded));
    }

    private static long round(long size) {
        return (size + 7) & ~7;
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
