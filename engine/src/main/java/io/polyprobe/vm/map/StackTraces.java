package io.polyprobe.vm.map;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.polyprobe.object.MapSpec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code BPF_MAP_TYPE_STACK_TRACE}: return addresses, innermost first, by a number that follows from them. As on Linux
 * two stacks may want the same number.
 */
public final class StackTraces extends VmMap {
    /** {@code BPF_F_FAST_STACK_CMP}: stacks with one hash count as one. */
    private static final long FAST_COMPARE = 1 << 9;

    /** {@code BPF_F_REUSE_STACKID}: a stack takes another's number. */
    private static final long REUSE = 1 << 10;

    private final TreeMap<Integer, long[]> stacks = new TreeMap<>();
    private final int mask;

    StackTraces(MapSpec spec, Place place) {
        super(spec, place);
        this.mask = Math.max(Integer.highestOneBit(spec.maxEntries() - 1) * 2, 1) - 1;
    }

    /** The number of a stack, or {@code -EEXIST} where another has it. */
    public int add(long[] addresses, long flags) {
        long[] frames = Arrays.copyOf(addresses, Math.min(addresses.length, spec().valueSize() / Long.BYTES));
        int hash = Arrays.hashCode(frames);
        int number = (hash ^ hash >>> 16) & mask;
        long[] other = stacks.get(number);
        if (other == null || (flags & REUSE) != 0) {
            stacks.put(number, frames);
            return number;
        }
        boolean same = (flags & FAST_COMPARE) != 0 ? Arrays.hashCode(other) == hash : Arrays.equals(other, frames);
        return same ? number : Errno.EEXIST.result();
    }

    @Override
    public byte @Nullable [] lookup(byte[] key) {
        requireReadable(key, "lookup");
        long[] frames = stacks.get((int) Indices.of(key));
        if (frames == null) {
            return null;
        }
        var value = ByteBuffer.allocate(spec().valueSize()).order(LITTLE_ENDIAN);
        for (long frame : frames) {
            value.putLong(frame);
        }
        return value.array();
    }

    @Override
    public boolean delete(byte[] key) {
        requireWritable(key, "delete");
        return stacks.remove((int) Indices.of(key)) != null;
    }

    @Override
    public byte @Nullable [] nextKey(byte @Nullable [] key) {
        requireReadable(key, "next key");
        Integer next = stacks.higherKey(key == null ? -1 : (int) Indices.of(key));
        return next == null ? null : Indices.key(next);
    }
}
