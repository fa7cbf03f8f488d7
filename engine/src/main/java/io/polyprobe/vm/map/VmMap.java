package io.polyprobe.vm.map;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.MapSpec;
import io.polyprobe.target.BpfMap;
import org.jspecify.annotations.Nullable;

/**
 * A map of the virtual kernel, with the operations that helpers need beside those that scripts have. What a type does not
 * have is refused as on Linux.
 */
public abstract sealed class VmMap implements BpfMap
        permits Table, Queue, EventArray, RingBuffer, ProgramArray, StackTraces {
    private final MapSpec spec;
    private final Place place;
    private boolean closed;

    /**
     * Where a map is found.
     *
     * @param handle what a program's register holds for it
     * @param fd what user space puts into other maps for it
     */
    record Place(long handle, int fd) {}

    VmMap(MapSpec spec, Place place) {
        this.spec = spec;
        this.place = place;
    }

    @Override
    public final MapSpec spec() {
        return spec;
    }

    @Override
    public final int fd() {
        return place.fd();
    }

    /** What a program's register holds for this map. */
    public final long handle() {
        return place.handle();
    }

    /** The address of a byte in the value of the first key, for the variables in a map of globals. */
    public long addressOfGlobal(int offset) {
        throw new IllegalStateException(spec.name() + " holds no globals");
    }

    @Override
    public int userValueSize() {
        return spec.valueSize();
    }

    @Override
    public byte @Nullable [] lookup(byte[] key) {
        requireReadable(key, "lookup");
        throw unsupported("lookup");
    }

    @Override
    public void update(byte[] key, byte[] value, long flags) {
        requireWritable(key, "update");
        throw unsupported("update");
    }

    @Override
    public boolean delete(byte[] key) {
        requireWritable(key, "delete");
        throw unsupported("delete");
    }

    @Override
    public byte @Nullable [] nextKey(byte @Nullable [] key) {
        requireReadable(key, "next key");
        throw unsupported("next key");
    }

    private TargetException unsupported(String operation) {
        return failed(operation, Errno.explain(Errno.EOPNOTSUPP.result()));
    }

    /** Its memory is gone. */
    final void close() {
        closed = true;
    }

    /** Stands before each operation of user space that reads. */
    final void requireReadable(byte @Nullable [] key, String operation) {
        requireUsable(key, operation, MapSpec.WRONLY);
    }

    /** Stands before each operation of user space that writes. */
    final void requireWritable(byte @Nullable [] key, String operation) {
        requireUsable(key, operation, MapSpec.RDONLY);
    }

    /** @param forbidding the flag of a map with which this cannot be done */
    private void requireUsable(byte @Nullable [] key, String operation, int forbidding) {
        if (closed) {
            throw failed(operation, "it is closed, since its object or target is");
        }
        if (key != null && key.length != spec.keySize()) {
            throw failed(operation, "the key has %d bytes instead of %d".formatted(key.length, spec.keySize()));
        }
        if ((spec.flags() & forbidding) != 0) {
            check(operation, Errno.EPERM.result());
        }
    }

    final void requireValue(byte[] value) {
        if (value.length != userValueSize()) {
            throw failed("update", "the value has %d bytes instead of %d".formatted(value.length, userValueSize()));
        }
    }

    final void check(String operation, int result) {
        if (result < 0) {
            throw failed(operation, Errno.explain(result));
        }
    }

    final TargetException failed(String operation, String reason) {
        return new TargetException(
                Diagnostic.error("map '%s': %s failed: %s".formatted(spec.name(), operation, reason)));
    }

    static int stride(int valueSize) {
        return (valueSize + 7) & ~7;
    }
}
