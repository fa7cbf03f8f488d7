package io.polyprobe.vm.map;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.target.BpfMap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A map of the virtual kernel as an object's user space has it: what {@code bpf(2)} checks before it calls the map itself,
 * and copies of bytes. Failures come as diagnostics. Several descriptors may be of one map.
 */
public final class MapDescriptor implements BpfMap, AutoCloseable {
    private final VmMap map;
    private final MapSpec spec;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param spec the map's own, with the types of whoever declares it here */
    MapDescriptor(VmMap map, MapSpec spec) {
        this.map = map;
        this.spec = spec;
        map.hold();
    }

    /** The map itself. */
    public VmMap map() {
        return map;
    }

    @Override
    public MapSpec spec() {
        return spec;
    }

    @Override
    public int fd() {
        return map.id();
    }

    @Override
    public int userValueSize() {
        return map.userValueSize();
    }

    @Override
    public byte @Nullable [] lookup(byte[] key, long flags) {
        requireReadable("lookup");
        return read("lookup", key, flags, map::lookup);
    }

    @Override
    public byte @Nullable [] lookupAndDelete(byte[] key, long flags) {
        requireReadable("lookup and delete");
        requireWritable("lookup and delete");
        return read("lookup and delete", key, flags, (k, value, f) -> {
            int result = map.lookupAndDelete(k, value, f);
            if (Errno.ENOTSUPP.is(result) && key.length > 0) {
                int found = map.lookup(k, value, f);
                return found == 0 ? map.delete(k) : found;
            }
            return result;
        });
    }

    private interface Reading {
        int read(long key, long value, long flags);
    }

    private byte @Nullable [] read(String operation, byte[] key, long flags, Reading reading) {
        requireKey(operation, key);
        requireFlags(operation, flags & ~VmMap.LOCK, flags);
        try (var arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(Math.max(1, map.userValueSize()), Long.BYTES);
            int result = reading.read(address(arena, key), value.address(), flags);
            if (Errno.ENOENT.is(result)) {
                return null;
            }
            check(operation, result);
            return value.asSlice(0, map.userValueSize()).toArray(ValueLayout.JAVA_BYTE);
        } finally {
            Reference.reachabilityFence(map);
        }
    }

    @Override
    public void update(byte[] key, byte[] value, long flags) {
        requireWritable("update");
        requireKey("update", key);
        if (value.length != map.userValueSize()) {
            throw failed("update", "the value has %d bytes instead of %d".formatted(value.length, map.userValueSize()));
        }
        requireFlags("update", 0, flags);
        try (var arena = Arena.ofConfined()) {
            check("update", map.update(address(arena, key), address(arena, value), flags));
        } finally {
            Reference.reachabilityFence(map);
        }
    }

    @Override
    public boolean delete(byte[] key) {
        requireWritable("delete");
        requireKey("delete", key);
        try (var arena = Arena.ofConfined()) {
            int result = map.delete(address(arena, key));
            if (Errno.ENOENT.is(result)) {
                return false;
            }
            check("delete", result);
            return true;
        } finally {
            Reference.reachabilityFence(map);
        }
    }

    @Override
    public byte @Nullable [] nextKey(byte @Nullable [] key) {
        requireReadable("next key");
        if (key != null) {
            requireKey("next key", key);
        }
        try (var arena = Arena.ofConfined()) {
            MemorySegment next = arena.allocate(Math.max(1, spec.keySize()), Long.BYTES);
            int result = map.nextKey(key == null ? 0 : address(arena, key), next.address());
            if (Errno.ENOENT.is(result)) {
                return null;
            }
            check("next key", result);
            return next.asSlice(0, spec.keySize()).toArray(ValueLayout.JAVA_BYTE);
        } finally {
            Reference.reachabilityFence(map);
        }
    }

    @Override
    public List<Entry> lookupBatch() {
        requireReadable("lookup");
        return map instanceof HashTable table ? table.batch(false) : BpfMap.super.lookupBatch();
    }

    @Override
    public List<Entry> lookupAndDeleteBatch() {
        requireReadable("lookup and delete");
        requireWritable("lookup and delete");
        return map instanceof HashTable table ? table.batch(true) : BpfMap.super.lookupAndDeleteBatch();
    }

    @Override
    public boolean mayHold(byte[] value) {
        requireReadable("lookup");
        if (spec.type() != MapType.BLOOM_FILTER || value.length != spec.valueSize()) {
            throw failed("lookup", "it is no bloom filter, or its values have another size");
        }
        try (var arena = Arena.ofConfined()) {
            return map.lookup(0, address(arena, value), 0) == 0;
        } finally {
            Reference.reachabilityFence(map);
        }
    }

    @Override
    public boolean submit(byte[] sample) {
        requireWritable("submit");
        if (map instanceof UserRingBuffer ring) {
            return ring.submit(sample);
        }
        throw failed("submit", "it is no user ring buffer");
    }

    @Override
    public void freeze() {
        requireWritable("freeze");
        check("freeze", map.freeze());
    }

    private static long address(Arena arena, byte[] bytes) {
        MemorySegment copy = arena.allocate(Math.max(1, bytes.length), Long.BYTES);
        MemorySegment.copy(bytes, 0, copy, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return copy.address();
    }

    private void requireOpen(String operation) {
        if (closed.get()) {
            throw failed(operation, "it is closed, since its object or target is");
        }
    }

    private void requireReadable(String operation) {
        requireOpen(operation);
        if ((spec.flags() & MapSpec.WRONLY) != 0) {
            check(operation, Errno.EPERM.result());
        }
    }

    private void requireWritable(String operation) {
        requireOpen(operation);
        if ((spec.flags() & MapSpec.RDONLY) != 0 || map.isFrozen()) {
            check(operation, Errno.EPERM.result());
        }
    }

    private void requireKey(String operation, byte[] key) {
        if (key.length != spec.keySize()) {
            throw failed(operation, "the key has %d bytes instead of %d".formatted(key.length, spec.keySize()));
        }
    }

    /** A lock is asked for only where values have one. */
    private void requireFlags(String operation, long unknown, long flags) {
        if (unknown != 0 || ((flags & VmMap.LOCK) != 0 && !map.hasLock())) {
            check(operation, Errno.EINVAL.result());
        }
    }

    private void check(String operation, int result) {
        if (result < 0) {
            throw failed(operation, Errno.explain(result));
        }
    }

    private TargetException failed(String operation, String reason) {
        return new TargetException(
                Diagnostic.error("map '%s': %s failed: %s".formatted(spec.name(), operation, reason)));
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            map.drop();
        }
    }
}
