package io.polyprobe.vm.map;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;

/** What a map of each type may look like ({@code BPF_MAP_CREATE} of bpf(2)). */
final class MapShape {
    private static final int NO_PREALLOC = 1;
    private static final int NO_COMMON_LRU = 1 << 1;
    private static final int NUMA_NODE = 1 << 2;
    private static final int STACK_BUILD_ID = 1 << 5;
    private static final int ZERO_SEED = 1 << 6;
    private static final int CLONE = 1 << 9;
    private static final int MMAPABLE = 1 << 10;
    private static final int PRESERVE_ELEMS = 1 << 11;
    private static final int INNER_MAP = 1 << 12;
    private static final int USER = MapSpec.RDONLY | MapSpec.WRONLY;
    private static final int PROGRAM = MapSpec.RDONLY_PROG | MapSpec.WRONLY_PROG;

    private static final int PAGE = 4096;
    private static final int DESCRIPTOR = 4;

    /** {@code PCPU_MIN_UNIT_SIZE}: the most bytes that a CPU has of something. */
    private static final int LARGEST_PER_CPU = 32 << 10;

    /** {@code LPM_KEY_SIZE_MAX} and {@code LPM_KEY_SIZE_MIN}: a length and its bits. */
    private static final int LARGEST_PREFIX = 4 + 256;

    private static final int SMALLEST_PREFIX = 4 + 1;

    /** {@code kernel.perf_event_max_stack}. */
    private static final int DEEPEST_STACK = 127;

    private static final int MOST_HASHES = 15;
    private static final int MOST_ENTRIES = 1 << 29;
    private static final long MOST_BYTES = 1L << 31;

    private final MapSpec spec;

    MapShape(MapSpec spec) {
        this.spec = spec;
    }

    /** @throws TargetException where the kernel would refuse it */
    void require() {
        long most = spec.type() == MapType.BLOOM_FILTER ? MOST_HASHES : 0;
        require((spec.extra() & ~most) == 0, "its map_extra is %d".formatted(spec.extra()));
        switch (spec.type()) {
            case HASH, PERCPU_HASH, LRU_HASH, LRU_PERCPU_HASH, HASH_OF_MAPS -> hash();
            case ARRAY, PERCPU_ARRAY -> array();
            case ARRAY_OF_MAPS -> descriptors(USER | NUMA_NODE);
            case PROG_ARRAY, CGROUP_ARRAY -> descriptors(USER | NUMA_NODE);
            case PERF_EVENT_ARRAY -> descriptors(USER | NUMA_NODE | PRESERVE_ELEMS);
            case DEVMAP, DEVMAP_HASH -> devices();
            case LPM_TRIE -> prefixes();
            case QUEUE, STACK -> keyless(USER | PROGRAM | NUMA_NODE);
            case BLOOM_FILTER -> keyless(USER | PROGRAM | NUMA_NODE | ZERO_SEED);
            case STACK_TRACE -> stacks();
            case RINGBUF, USER_RINGBUF -> ring();
            case TASK_STORAGE, INODE_STORAGE, SK_STORAGE, CGRP_STORAGE -> storage();
            default ->
                throw refused(
                        "maps of type %s are not in the virtual kernel yet".formatted(spec.type()),
                        "Linux may have it: try --target kernel.");
        }
    }

    private void hash() {
        boolean lru = HashTable.dropsOldest(spec.type());
        require(spec.keySize() > 0, "the size of its keys is 0");
        int lruFlags = lru ? NO_COMMON_LRU : 0;
        common(NO_PREALLOC | NUMA_NODE | USER | PROGRAM | ZERO_SEED | lruFlags);
        require(!spec.type().isPerCpu() || !has(NUMA_NODE), "its values are on the node of their CPU");
        if (lru && has(NO_PREALLOC)) {
            throw refused("it drops old keys, so it has its memory from the start (ENOTSUPP)");
        }
        if (spec.type() == MapType.HASH_OF_MAPS) {
            template();
        }
        perCpu();
    }

    private void array() {
        require(spec.keySize() == Integer.BYTES, "the keys of an array have 4 bytes, not " + spec.keySize());
        boolean perCpu = spec.type().isPerCpu();
        common(USER | PROGRAM | (perCpu ? 0 : NUMA_NODE | MMAPABLE | INNER_MAP));
        perCpu();
    }

    private void perCpu() {
        if (spec.type().isPerCpu() && Values.round(spec.valueSize()) > LARGEST_PER_CPU) {
            throw refused("its values of %d bytes are too many for each CPU (E2BIG)".formatted(spec.valueSize()));
        }
    }

    private void descriptors(int flags) {
        require(
                spec.keySize() == Integer.BYTES && spec.valueSize() == DESCRIPTOR,
                "its keys and values have 4 bytes, not %d and %d".formatted(spec.keySize(), spec.valueSize()));
        common(flags);
        if (spec.type() == MapType.ARRAY_OF_MAPS) {
            template();
        }
    }

    /** A device's number, and where wanted a program's descriptor. */
    private void devices() {
        int size = spec.valueSize();
        require(
                spec.keySize() == Integer.BYTES && (size == Integer.BYTES || size == 2 * Integer.BYTES),
                "its keys have 4 bytes and its values 4 or 8, not %d and %d".formatted(spec.keySize(), size));
        common(USER | NUMA_NODE);
    }

    private void template() {
        MapSpec inner = spec.inner();
        require(spec.valueSize() == DESCRIPTOR, "its values are descriptors of 4 bytes, not " + spec.valueSize());
        if (inner == null) {
            throw refused("it does not say what the maps in it are like (EINVAL)");
        }
        require(
                inner.type() != MapType.ARRAY_OF_MAPS && inner.type() != MapType.HASH_OF_MAPS,
                "the maps in it hold maps themselves");
        new MapShape(inner).require();
    }

    private void prefixes() {
        require(
                spec.keySize() >= SMALLEST_PREFIX && spec.keySize() <= LARGEST_PREFIX,
                "its keys are a number of 4 bytes and up to 256 bytes, not %d in all".formatted(spec.keySize()));
        common(NO_PREALLOC | NUMA_NODE | USER | PROGRAM);
        require(has(NO_PREALLOC), "its flags lack BPF_F_NO_PREALLOC");
    }

    private void keyless(int flags) {
        require(spec.keySize() == 0, "there are no keys in it, so their size is 0, not " + spec.keySize());
        common(flags);
    }

    private void stacks() {
        require(spec.keySize() == Integer.BYTES, "its keys have 4 bytes, not " + spec.keySize());
        int size = spec.valueSize();
        require(size % Long.BYTES == 0, "its values are addresses of 8 bytes, not " + size);
        common(USER | NUMA_NODE | STACK_BUILD_ID);
        require(size / Long.BYTES <= DEEPEST_STACK, "its stacks are deeper than " + DEEPEST_STACK);
    }

    private void ring() {
        int size = spec.maxEntries();
        require(spec.keySize() == 0 && spec.valueSize() == 0, "it has no keys and values, so their sizes are 0");
        require(
                size >= PAGE && Integer.bitCount(size) == 1,
                "its size is a power of two and at least %d bytes, not %d".formatted(PAGE, size));
        flags(NUMA_NODE);
    }

    private void storage() {
        require(spec.keySize() == Integer.BYTES, "its keys are descriptors of 4 bytes, not of " + spec.keySize());
        require(spec.valueSize() > 0, "the size of its values is 0");
        require(spec.maxEntries() == 0, "it has room for all objects: max_entries is 0, not " + spec.maxEntries());
        require(spec.keyType() != 0 && spec.valueType() != 0, "the types of its keys and values are not known");
        flags(NO_PREALLOC | CLONE);
        require(has(NO_PREALLOC), "its flags lack BPF_F_NO_PREALLOC");
    }

    private void common(int knownFlags) {
        require(spec.valueSize() > 0, "the size of its values is 0");
        require(spec.maxEntries() > 0, "it has room for no entry: max_entries is " + spec.maxEntries());
        flags(knownFlags);
        long bytes = (long) spec.maxEntries() * Values.round(spec.keySize() + spec.valueSize());
        if (spec.maxEntries() > MOST_ENTRIES || bytes > MOST_BYTES) {
            throw refused("its %d bytes are too many (E2BIG)".formatted(bytes));
        }
    }

    private void flags(int known) {
        int unknown = spec.flags() & ~known;
        require(unknown == 0, "its flags 0x%x are not known for this type".formatted(unknown));
        for (int both : new int[] {USER, PROGRAM}) {
            require((spec.flags() & both) != both, "its flags 0x%x exclude each other".formatted(both));
        }
    }

    private boolean has(int flag) {
        return (spec.flags() & flag) != 0;
    }

    /** Whether memory for all elements is taken at once. */
    boolean isPreallocated() {
        return !has(NO_PREALLOC);
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw refused(otherwise + " (EINVAL)");
        }
    }

    private TargetException refused(String reason, String... hints) {
        return new TargetException(
                Diagnostic.error("map '%s' cannot be created: %s".formatted(spec.name(), reason), hints));
    }
}
