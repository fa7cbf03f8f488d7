package io.polyprobe.linux.map;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.abi.BpfAttr.MapBatch;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.target.BpfMap.Entry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Many entries of a map with one system call: {@code BPF_MAP_LOOKUP_BATCH} and its like (Linux 5.6; not every type of
 * map has them).
 */
record Batches(KernelMap map) {
    /** Entries of a call to begin with; a bucket with more asks for more. */
    private static final int CHUNK = 4096;

    /**
     * All entries, by {@code BPF_MAP_LOOKUP_BATCH} or {@code BPF_MAP_LOOKUP_AND_DELETE_BATCH}; nothing where the kernel
     * has no such command for the map.
     */
    Optional<List<Entry>> read(int command) {
        var entries = new ArrayList<Entry>();
        int chunk = Math.min(CHUNK, map.spec().maxEntries());
        byte[] place = {};
        while (true) {
            try (var arena = Arena.ofConfined()) {
                var keys = arena.allocate((long) chunk * keySize(), 8);
                var values = arena.allocate((long) chunk * valueSize(), 8);
                var next = arena.allocate(Math.max(keySize(), Long.BYTES), 8);
                var attr = batch(arena, chunk)
                        .pointer(MapBatch.KEYS, keys)
                        .pointer(MapBatch.VALUES, values)
                        .pointer(MapBatch.OUT_BATCH, next);
                if (place.length > 0) {
                    attr.bytes(MapBatch.IN_BATCH, place);
                }
                long result = SystemCalls.bpf(command, attr);
                if (KernelMap.isUnknown(result) && place.length == 0) {
                    return Optional.empty();
                }
                if (Errno.ENOSPC.is(result)) {
                    chunk *= 2;
                    continue;
                }
                boolean last = Errno.ENOENT.is(result);
                if (result < 0 && !last) {
                    throw MapFailure.of("iterate over", map.spec(), result);
                }
                for (int i = 0; i < attr.u32(MapBatch.COUNT); i++) {
                    entries.add(new Entry(element(keys, i, keySize()), element(values, i, valueSize())));
                }
                if (last) {
                    return Optional.of(entries);
                }
                place = next.toArray(JAVA_BYTE);
            }
        }
    }

    /** Updates by {@code BPF_MAP_UPDATE_BATCH}; false where the kernel has no such command for the map. */
    boolean update(List<Entry> entries, long flags) {
        for (int from = 0; from < entries.size(); from += CHUNK) {
            var part = entries.subList(from, Math.min(from + CHUNK, entries.size()));
            try (var arena = Arena.ofConfined()) {
                var attr = batch(arena, part.size())
                        .bytes(
                                MapBatch.KEYS,
                                together(part.stream().map(Entry::key).toList(), keySize()))
                        .bytes(
                                MapBatch.VALUES,
                                together(part.stream().map(Entry::value).toList(), valueSize()))
                        .u64(MapBatch.ELEM_FLAGS, flags);
                long result = SystemCalls.bpf(Bpf.MAP_UPDATE_BATCH, attr);
                if (KernelMap.isUnknown(result) && from == 0) {
                    return false;
                }
                if (result < 0) {
                    throw MapFailure.of("update", map.spec(), result);
                }
            }
        }
        return true;
    }

    /**
     * Deletes by {@code BPF_MAP_DELETE_BATCH}, which stops at a key that is not there; says how many were, or nothing
     * where the kernel has no such command for the map.
     */
    OptionalInt delete(List<byte[]> keys) {
        int deleted = 0;
        int from = 0;
        while (from < keys.size()) {
            var part = keys.subList(from, Math.min(from + CHUNK, keys.size()));
            try (var arena = Arena.ofConfined()) {
                var attr = batch(arena, part.size()).bytes(MapBatch.KEYS, together(part, keySize()));
                long result = SystemCalls.bpf(Bpf.MAP_DELETE_BATCH, attr);
                if (KernelMap.isUnknown(result) && from == 0) {
                    return OptionalInt.empty();
                }
                boolean missing = Errno.ENOENT.is(result);
                if (result < 0 && !missing) {
                    throw MapFailure.of("delete from", map.spec(), result);
                }
                int done = attr.u32(MapBatch.COUNT);
                deleted += done;
                from += missing ? done + 1 : done;
            }
        }
        return OptionalInt.of(deleted);
    }

    private Attr batch(Arena arena, int count) {
        return Attr.bpf(arena).u32(MapBatch.MAP_FD, map.fd()).u32(MapBatch.COUNT, count);
    }

    private int keySize() {
        return map.spec().keySize();
    }

    private int valueSize() {
        return map.userValueSize();
    }

    private static byte[] element(MemorySegment elements, long index, int size) {
        return elements.asSlice(index * size, size).toArray(JAVA_BYTE);
    }

    private static byte[] together(List<byte[]> elements, int size) {
        var bytes = new byte[elements.size() * size];
        for (int i = 0; i < elements.size(); i++) {
            System.arraycopy(elements.get(i), 0, bytes, i * size, size);
        }
        return bytes;
    }
}
