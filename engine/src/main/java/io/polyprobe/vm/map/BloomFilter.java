package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;

/**
 * {@code BPF_MAP_TYPE_BLOOM_FILTER} ({@code Documentation/bpf/map_bloom_filter.rst}): a set that may say of a value which
 * was never put in that it is there, but never the contrary. Each value sets a few bits, numbered by as many hashes of it.
 */
public final class BloomFilter extends VmMap {
    /** What the kernel takes where the declaration does not say. */
    private static final int HASHES = 5;

    private final Block bits;
    private final int hashes;
    private final int mask;

    /** @param bits memory for {@link #bits(MapSpec)}, zeroed */
    BloomFilter(MapSpec spec, Identity identity, Block bits) {
        super(spec, identity);
        this.bits = bits;
        this.hashes = hashes(spec);
        this.mask = bits(spec) - 1;
    }

    /** How many bits keep false answers rare: entries × hashes ÷ ln 2, rounded up to a power of two. */
    static int bits(MapSpec spec) {
        long bits = (long) spec.maxEntries() * hashes(spec) * 7 / 5;
        return (int) Math.min(1L << 30, Long.highestOneBit(Math.max(bits - 1, Long.SIZE / 2)) << 1);
    }

    private static int hashes(MapSpec spec) {
        return spec.extra() == 0 ? HASHES : (int) spec.extra();
    }

    /** {@code bpf_map_push_elem}: 0 or a negative errno. */
    public int push(long value, long flags) {
        if (flags != 0) {
            return Errno.EINVAL.result();
        }
        long hash = hash(value);
        for (int i = 0; i < hashes; i++) {
            set(bit(hash, i));
        }
        return 0;
    }

    private void set(int bit) {
        long word = word(bit);
        int old = Raw.acquireInt(word);
        while (!Raw.replaceInt(word, old, old | 1 << bit)) {
            old = Raw.acquireInt(word);
        }
    }

    /** {@code bpf_map_peek_elem}: whether a value may be there, as 0 or {@code -ENOENT}. */
    public int peek(long value) {
        long hash = hash(value);
        for (int i = 0; i < hashes; i++) {
            int bit = bit(hash, i);
            if ((Raw.acquireInt(word(bit)) >>> bit & 1) == 0) {
                return Errno.ENOENT.result();
            }
        }
        return 0;
    }

    private long hash(long value) {
        return Raw.wideHash(value, spec().valueSize());
    }

    /** Two halves of a hash make as many as are wanted (Kirsch and Mitzenmacher, "Less hashing, same performance"). */
    private int bit(long hash, int number) {
        return ((int) hash + number * ((int) (hash >>> Integer.SIZE) | 1)) & mask;
    }

    private long word(int bit) {
        return bits.address() + (long) (bit / Integer.SIZE) * Integer.BYTES;
    }

    @Override
    int update(long key, long value, long flags) {
        return push(value, flags);
    }

    /** The value is what is asked for. */
    @Override
    int lookup(long key, long value, long flags) {
        return peek(value);
    }
}
