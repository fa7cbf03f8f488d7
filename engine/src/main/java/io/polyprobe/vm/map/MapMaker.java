package io.polyprobe.vm.map;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.object.MapSpec;
import io.polyprobe.vm.memory.Access;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Makes maps, whose memory stays until nobody refers to them: a stream of events may outlive an object.
 *
 * @param space where they are found
 * @param types of the object that declares them
 */
record MapMaker(MapSpace space, @Nullable Btf types) {
    private static final int PAGE = 4096;

    /** Storage grows with the objects that have it. */
    private static final int MOST_OBJECTS = 1 << 20;

    /** @throws io.polyprobe.diag.TargetException where there is no such map type here, or the kernel would refuse it */
    VmMap make(MapSpec declared) {
        MapSpec spec = sized(declared);
        var shape = new MapShape(spec);
        shape.require();
        VmMap map = switch (spec.type()) {
            case HASH, PERCPU_HASH, LRU_HASH, LRU_PERCPU_HASH -> hash(spec, shape);
            case ARRAY, PERCPU_ARRAY -> array(spec);
            case LPM_TRIE -> trie(spec);
            case ARRAY_OF_MAPS -> new ArrayOfMaps(spec, space.identify(spec), space);
            case HASH_OF_MAPS -> hashOfMaps(spec, shape);
            case QUEUE, STACK -> queue(spec);
            case BLOOM_FILTER -> bloomFilter(spec);
            case PROG_ARRAY -> new ProgramArray(spec, space.identify(spec), space);
            case PERF_EVENT_ARRAY -> new EventArray(spec, space.identify(spec));
            case DEVMAP, DEVMAP_HASH -> new DeviceMap(spec, space.identify(spec), space);
            case CGROUP_ARRAY -> new CgroupArray(spec, space.identify(spec));
            case STACK_TRACE -> new StackTraces(spec, space.identify(spec));
            case RINGBUF -> ringBuffer(spec);
            case USER_RINGBUF -> userRingBuffer(spec);
            case TASK_STORAGE, INODE_STORAGE, SK_STORAGE, CGRP_STORAGE -> storage(spec);
            default -> throw new IllegalStateException(spec.type() + " has a shape and no maker");
        };
        space.add(map);
        return map;
    }

    /** A slot for each CPU in an array of perf events, where the declaration does not say how many. */
    private MapSpec sized(MapSpec spec) {
        return switch (spec.type()) {
            case PERF_EVENT_ARRAY, PROG_ARRAY, CGROUP_ARRAY -> {
                int slots = spec.maxEntries() == 0 ? space.cpus() : spec.maxEntries();
                int key = spec.keySize() == 0 ? Integer.BYTES : spec.keySize();
                int value = spec.valueSize() == 0 ? Integer.BYTES : spec.valueSize();
                yield spec.over(new MapSpec(spec.name(), spec.type(), key, value, slots, spec.flags()));
            }
            default -> spec;
        };
    }

    private HashTable hash(MapSpec spec, MapShape shape) {
        Values values = values(spec);
        var elements =
                elements(spec, spec.keySize(), values, HashTable.elements(spec.maxEntries()), shape.isPreallocated());
        Block buckets = buckets(spec);
        return new HashTable(spec, space.identify(spec, elements::close, buckets::close), values, elements, buckets);
    }

    private Block buckets(MapSpec spec) {
        long bytes = (long) Chains.count(spec.maxEntries()) * Long.BYTES;
        return new Block(space.memory(), "buckets of map " + spec.name(), bytes, Access.NONE);
    }

    private HashOfMaps hashOfMaps(MapSpec spec, MapShape shape) {
        var values = new Values(Long.BYTES, false, 1, Values.NO_LOCK);
        var elements =
                elements(spec, spec.keySize(), values, HashTable.elements(spec.maxEntries()), shape.isPreallocated());
        Block buckets = buckets(spec);
        var scratch = new Block(space.memory(), "a value of map " + spec.name(), Long.BYTES, Access.NONE);
        var identity = space.identify(spec, elements::close, buckets::close, scratch::close);
        return new HashOfMaps(spec, identity, space, new HashTable(spec, identity, values, elements, buckets), scratch);
    }

    private ArrayTable array(MapSpec spec) {
        Values values = values(spec);
        String name = (spec.isGlobals() ? "globals in " : "values of map ") + spec.name();
        var entries = new Block(space.memory(), name, (long) spec.maxEntries() * values.bytes(), access(spec));
        byte[] contents = spec.contents();
        if (contents != null) {
            Raw.set(entries.address(), contents);
        }
        var table = new ArrayTable(spec, space.identify(spec, entries::close), values, entries);
        if (contents != null && access(spec) == Access.READ) {
            table.freeze(); // constants, as a loader leaves them
        }
        return table;
    }

    private PrefixTrie trie(MapSpec spec) {
        Values values = values(spec);
        var elements = elements(spec, 0, values, spec.maxEntries() + 1, false);
        return new PrefixTrie(spec, space.identify(spec, elements::close), values, elements);
    }

    private LocalStorage storage(MapSpec spec) {
        Values values = values(spec);
        var elements = elements(spec, 0, values, MOST_OBJECTS, false);
        return new LocalStorage(spec, space.identify(spec, elements::close), values, elements);
    }

    private Queue queue(MapSpec spec) {
        var ring = new Block(
                space.memory(),
                "values of map " + spec.name(),
                (long) spec.maxEntries() * spec.valueSize(),
                Access.NONE);
        return new Queue(spec, space.identify(spec, ring::close), ring);
    }

    private BloomFilter bloomFilter(MapSpec spec) {
        var bits = new Block(
                space.memory(), "bits of map " + spec.name(), BloomFilter.bits(spec) / Byte.SIZE, Access.NONE);
        return new BloomFilter(spec, space.identify(spec, bits::close), bits);
    }

    private RingBuffer ringBuffer(MapSpec spec) {
        MemorySegment records = Arena.ofAuto().allocate(2L * spec.maxEntries(), PAGE);
        var region = space.memory().map("records of map " + spec.name(), records, Access.READ_WRITE);
        return new RingBuffer(spec, space.identify(spec, () -> space.memory().unmap(region)), records);
    }

    private UserRingBuffer userRingBuffer(MapSpec spec) {
        var records =
                new Block(space.memory(), "records of map " + spec.name(), 2L * spec.maxEntries(), Access.READ_WRITE);
        Block pointer = records.beside("dynptr of map " + spec.name(), Dynptr.BYTES);
        return new UserRingBuffer(spec, space.identify(spec, records::close, pointer::close), records, pointer);
    }

    private Elements elements(MapSpec spec, int keyBytes, Values values, int capacity, boolean preallocated) {
        return new Elements(
                spec.name(), keyBytes, values.bytes(), capacity, preallocated, access(spec), space.memory());
    }

    /** What programs may do with values that they have a pointer to. */
    private static Access access(MapSpec spec) {
        return (spec.flags() & MapSpec.RDONLY_PROG) != 0 ? Access.READ : Access.READ_WRITE;
    }

    private Values values(MapSpec spec) {
        return Values.of(spec, space.cpus(), lock(spec));
    }

    private int lock(MapSpec spec) {
        if (types != null
                && spec.valueType() != 0
                && types.type(types.resolve(spec.valueType())) instanceof BtfType.Struct value) {
            for (var member : value.members()) {
                if (types.type(types.resolve(member.type())) instanceof BtfType.Struct type
                        && type.name().equals("bpf_spin_lock")) {
                    return member.bitOffset() / Byte.SIZE;
                }
            }
        }
        return Values.NO_LOCK;
    }
}
