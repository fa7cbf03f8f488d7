package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * {@code BPF_MAP_TYPE_STACK_TRACE}: return addresses, innermost first, by a number that follows from them. As on Linux
 * two stacks may want the same number.
 */
public final class StackTraces extends VmMap {
    /** {@code BPF_F_FAST_STACK_CMP}: stacks with one hash count as one. */
    private static final long FAST_COMPARE = 1 << 9;

    /** {@code BPF_F_REUSE_STACKID}: a stack takes another's number. */
    private static final long REUSE = 1 << 10;

    private final AtomicReferenceArray<long[]> stacks;

    StackTraces(MapSpec spec, Identity identity) {
        super(spec, identity);
        this.stacks = new AtomicReferenceArray<>(Chains.count(spec.maxEntries()));
    }

    /** The number of a stack, or {@code -EEXIST} where another has it. */
    public int add(long[] addresses, long flags) {
        long[] frames = Arrays.copyOf(addresses, Math.min(addresses.length, spec().valueSize() / Long.BYTES));
        int hash = Arrays.hashCode(frames);
        int number = (hash ^ hash >>> 16) & stacks.length() - 1;
        long[] other = stacks.get(number);
        if (other == null || (flags & REUSE) != 0) {
            stacks.set(number, frames);
            return number;
        }
        boolean same = (flags & FAST_COMPARE) != 0 ? Arrays.hashCode(other) == hash : Arrays.equals(other, frames);
        return same ? number : Errno.EEXIST.result();
    }

    private boolean has(long number) {
        return number < stacks.length() && stacks.get((int) number) != null;
    }

    @Override
    int lookup(long key, long value, long flags) {
        long number = Indices.at(key);
        long[] frames = number < stacks.length() ? stacks.get((int) number) : null;
        if (frames == null) {
            return Errno.ENOENT.result();
        }
        Raw.zero(value, spec().valueSize());
        for (int i = 0; i < frames.length; i++) {
            Raw.setLong(value + (long) i * Long.BYTES, frames[i]);
        }
        return 0;
    }

    @Override
    int update(long key, long value, long flags) {
        return Errno.EINVAL.result();
    }

    @Override
    int delete(long key) {
        long number = Indices.at(key);
        if (number >= stacks.length()) {
            return Errno.E2BIG.result();
        }
        return stacks.getAndSet((int) number, null) == null ? Errno.ENOENT.result() : 0;
    }

    @Override
    int nextKey(long key, long next) {
        long number = key == 0 || !has(Indices.at(key)) ? 0 : Indices.at(key) + 1;
        while (number < stacks.length() && !has(number)) {
            number++;
        }
        if (number >= stacks.length()) {
            return Errno.ENOENT.result();
        }
        Raw.setInt(next, (int) number);
        return 0;
    }
}
