package io.polyprobe.linux.map;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.abi.BpfAttr.MapElement;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.target.BpfMap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A map that the kernel holds. It is gone when it is closed here and no program uses it. Closing it from another thread
 * waits for the operation under way, since the number of a closed descriptor soon is another file's.
 */
public final class KernelMap implements BpfMap, AutoCloseable {
    private final MapSpec spec;
    private final Fd fd;
    private final int userValueSize;
    private final Batches batches = new Batches(this);

    /** Made with the first sample. */
    private @Nullable UserRing ring;

    KernelMap(MapSpec spec, Fd fd) {
        this.spec = spec;
        this.fd = fd;
        this.userValueSize =
                spec.type().isPerCpu() ? (spec.valueSize() + 7) / 8 * 8 * Cpus.possible() : spec.valueSize();
    }

    @Override
    public MapSpec spec() {
        return spec;
    }

    @Override
    public int userValueSize() {
        return userValueSize;
    }

    @Override
    public int fd() {
        return fd.number();
    }

    @Override
    public synchronized byte @Nullable [] lookup(byte[] key, long flags) {
        checkOpen("look up");
        checkKey("look up", key);
        try (var arena = Arena.ofConfined()) {
            var value = arena.allocate(Math.max(userValueSize, 1), 8);
            var attr = element(arena, key).pointer(MapElement.VALUE, value).u64(MapElement.FLAGS, flags);
            long result = SystemCalls.bpf(Bpf.MAP_LOOKUP_ELEM, attr);
            if (Errno.ENOENT.is(result)) {
                return null;
            }
            check("look up", result);
            return bytes(value, userValueSize);
        }
    }

    @Override
    public synchronized void update(byte[] key, byte[] value, long flags) {
        checkOpen("update");
        checkKey("update", key);
        checkValue(value);
        try (var arena = Arena.ofConfined()) {
            var attr = element(arena, key).bytes(MapElement.VALUE, value).u64(MapElement.FLAGS, flags);
            check("update", SystemCalls.bpf(Bpf.MAP_UPDATE_ELEM, attr));
        }
    }

    @Override
    public synchronized boolean delete(byte[] key) {
        checkOpen("delete from");
        checkKey("delete from", key);
        try (var arena = Arena.ofConfined()) {
            long result = SystemCalls.bpf(Bpf.MAP_DELETE_ELEM, element(arena, key));
            if (Errno.ENOENT.is(result)) {
                return false;
            }
            check("delete from", result);
            return true;
        }
    }

    @Override
    public synchronized byte @Nullable [] nextKey(byte @Nullable [] key) {
        checkOpen("iterate over");
        if (key != null) {
            checkKey("iterate over", key);
        }
        try (var arena = Arena.ofConfined()) {
            var next = arena.allocate(Math.max(spec.keySize(), 1), 8);
            var attr = (key == null ? Attr.bpf(arena).u32(MapElement.MAP_FD, fd.number()) : element(arena, key))
                    .pointer(MapElement.NEXT_KEY, next);
            long result = SystemCalls.bpf(Bpf.MAP_GET_NEXT_KEY, attr);
            if (Errno.ENOENT.is(result)) {
                return null;
            }
            check("iterate over", result);
            return bytes(next, spec.keySize());
        }
    }

    @Override
    public synchronized boolean mayHold(byte[] value) {
        checkOpen("look up");
        checkValue(value);
        try (var arena = Arena.ofConfined()) {
            var attr = element(arena, new byte[0]).bytes(MapElement.VALUE, value);
            long result = SystemCalls.bpf(Bpf.MAP_LOOKUP_ELEM, attr);
            if (Errno.ENOENT.is(result)) {
                return false;
            }
            check("look up", result);
            return true;
        }
    }

    @Override
    public synchronized boolean submit(byte[] sample) {
        checkOpen("submit to");
        if (spec.type() != MapType.USER_RINGBUF) {
            throw failed("submit to", "it is no user ring buffer", "Events of programs come by event streams.");
        }
        UserRing open = ring;
        if (open == null) {
            open = new UserRing(this);
            ring = open;
        }
        return open.submit(sample);
    }

    @Override
    public synchronized void freeze() {
        checkOpen("freeze");
        check("freeze", tryFreeze());
    }

    /** Kernels before 5.2 cannot. */
    synchronized long tryFreeze() {
        try (var arena = Arena.ofConfined()) {
            return SystemCalls.bpf(Bpf.MAP_FREEZE, Attr.bpf(arena).u32(MapElement.MAP_FD, fd.number()));
        }
    }

    /** Kernels before 5.14 pop from queues and stacks alone; there it takes two steps. */
    @Override
    public synchronized byte @Nullable [] lookupAndDelete(byte[] key, long flags) {
        checkOpen("delete from");
        checkKey("delete from", key);
        try (var arena = Arena.ofConfined()) {
            var value = arena.allocate(Math.max(userValueSize, 1), 8);
            var attr = element(arena, key).pointer(MapElement.VALUE, value).u64(MapElement.FLAGS, flags);
            long result = SystemCalls.bpf(Bpf.MAP_LOOKUP_AND_DELETE_ELEM, attr);
            if (Errno.ENOENT.is(result)) {
                return null;
            }
            if (isUnknown(result) && key.length > 0) {
                byte[] found = lookup(key, flags);
                return found != null && delete(key) ? found : null;
            }
            check("delete from", result);
            return bytes(value, userValueSize);
        }
    }

    @Override
    public synchronized List<Entry> lookupBatch() {
        checkOpen("iterate over");
        return batches.read(Bpf.MAP_LOOKUP_BATCH).orElseGet(BpfMap.super::lookupBatch);
    }

    @Override
    public synchronized List<Entry> lookupAndDeleteBatch() {
        checkOpen("delete from");
        return batches.read(Bpf.MAP_LOOKUP_AND_DELETE_BATCH).orElseGet(BpfMap.super::lookupAndDeleteBatch);
    }

    @Override
    public synchronized void updateBatch(List<Entry> entries, long flags) {
        checkOpen("update");
        entries.forEach(entry -> {
            checkKey("update", entry.key());
            checkValue(entry.value());
        });
        if (!batches.update(entries, flags)) {
            BpfMap.super.updateBatch(entries, flags);
        }
    }

    @Override
    public synchronized int deleteBatch(List<byte[]> keys) {
        checkOpen("delete from");
        keys.forEach(key -> checkKey("delete from", key));
        var deleted = batches.delete(keys);
        return deleted.isPresent() ? deleted.getAsInt() : BpfMap.super.deleteBatch(keys);
    }

    /** Whether the kernel's answer says that it does not have this for this type of map, rather than that it failed. */
    static boolean isUnknown(long result) {
        return Errno.EINVAL.is(result) || Errno.ENOTSUPP.is(result) || Errno.EOPNOTSUPP.is(result);
    }

    private Attr element(Arena arena, byte[] key) {
        var attr = Attr.bpf(arena).u32(MapElement.MAP_FD, fd.number());
        return key.length == 0 ? attr : attr.bytes(MapElement.KEY, key); // queues insist on no pointer
    }

    private void checkOpen(String operation) {
        if (fd.isClosed()) {
            throw failed(operation, "it is closed", "A map lives as long as the object that declares it.");
        }
    }

    private void checkKey(String operation, byte[] key) {
        if (key.length != spec.keySize()) {
            throw failed(
                    operation,
                    "the key has " + key.length + " bytes instead of " + spec.keySize(),
                    "The key's size is that of its C type, padding included.");
        }
    }

    private void checkValue(byte[] value) {
        if (value.length != userValueSize) {
            throw failed(
                    "update",
                    "the value has " + value.length + " bytes instead of " + userValueSize,
                    spec.type().isPerCpu()
                            ? "A value holds those of all " + Cpus.possible() + " CPUs, each padded to 8 bytes."
                            : "The value's size is that of its C type, padding included.");
        }
    }

    private void check(String operation, long result) {
        if (result < 0) {
            throw MapFailure.of(operation, spec, result);
        }
    }

    private TargetException failed(String operation, String why, String hint) {
        return new TargetException(
                Diagnostic.error("cannot " + operation + " the map '" + spec.name() + "': " + why, hint));
    }

    private static byte[] bytes(MemorySegment memory, int size) {
        byte[] bytes = new byte[size];
        MemorySegment.copy(memory, JAVA_BYTE, 0, bytes, 0, size);
        return bytes;
    }

    @Override
    public synchronized void close() {
        if (ring != null && !fd.isClosed()) {
            ring.close();
        }
        fd.close();
    }
}
