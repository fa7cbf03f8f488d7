package io.polyprobe.vm.map;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.object.Sharing;
import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.map.VmMap.Place;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The maps of one object: makes them, finds them by what a program's register holds, and frees them together. Two of
 * them share an address space, never a map.
 */
public final class Maps implements AutoCloseable {
    /** {@code BPF_F_NO_PREALLOC}: for hash tables, and without effect here. */
    private static final int NO_PREALLOC = 1;

    private static final int USER_FLAGS = MapSpec.RDONLY | MapSpec.WRONLY;
    private static final int PROGRAM_FLAGS = MapSpec.RDONLY_PROG | MapSpec.WRONLY_PROG;
    private static final int ACCESS_FLAGS = USER_FLAGS | PROGRAM_FLAGS;

    /** {@code BPF_F_MMAPABLE}: for arrays, and without effect here. */
    private static final int MMAPABLE = 1 << 10;

    private static final long LARGEST = 1L << 31;

    private static final int PAGE = 4096;
    private static final int FIRST_NUMBER = 3;

    /** As many bytes as an address is worth: programs compare a map's number, they never read through it. */
    private static final int HANDLE = 64;

    private final Memory memory;
    private final int cpus;
    private final Arena arena = Arena.ofShared();
    private final List<Runnable> release = new ArrayList<>();
    private final Map<Long, VmMap> byHandle = new HashMap<>();
    private final Map<Integer, Code> programs = new HashMap<>();

    /** @param cpus possible CPUs: how many values a key of a per-CPU map has */
    public Maps(Memory memory, int cpus) {
        this.memory = memory;
        this.cpus = cpus;
    }

    /** @throws TargetException where there is no such map type here, or the kernel would refuse the map */
    public VmMap create(MapSpec spec) {
        if (spec.sharing() instanceof Sharing.Pinned(var path)) {
            throw refused(
                    spec,
                    "it is to be pinned as %s, but the virtual kernel has no bpffs".formatted(path),
                    "Declare it without a path: the map then lives as long as the script.");
        }
        if (spec.sharing() == Sharing.Scope.EXTERN) {
            throw refused(
                    spec,
                    "it is another program's, and programs of the virtual kernel share no maps",
                    "Run it with --target kernel, or declare the table in this program.");
        }
        VmMap map = switch (spec.type()) {
            case HASH, LRU_HASH -> hash(spec, 1);
            case PERCPU_HASH, LRU_PERCPU_HASH -> hash(spec, cpus);
            case ARRAY -> array(spec, 1);
            case PERCPU_ARRAY -> array(spec, cpus);
            case PERF_EVENT_ARRAY -> eventArray(spec);
            case RINGBUF -> ringBuffer(spec);
            case QUEUE, STACK -> queue(spec);
            case PROG_ARRAY -> programArray(spec);
            case STACK_TRACE -> stackTraces(spec);
            default ->
                throw refused(
                        spec,
                        "maps of type %s are not in the virtual kernel yet".formatted(spec.type()),
                        "It has hash tables, arrays, queues, stacks, PERF_EVENT_ARRAY, RINGBUF, PROG_ARRAY and STACK_TRACE; --target"
                                + " kernel has them all.");
        };
        byHandle.put(map.handle(), map);
        return map;
    }

    /** Numbers a program of the object, so that user space can put it into an array of programs. */
    public int add(Code program) {
        int number = number();
        programs.put(number, program);
        return number;
    }

    /** Ends a reservation in a ring buffer; false where there is none at that address. */
    public boolean commit(long address, boolean discarded) {
        return byHandle.values().stream()
                .anyMatch(map -> map instanceof RingBuffer ring && ring.commit(address, discarded));
    }

    /** The map for which a program's register holds {@code handle}, or null where that is no map. */
    public @Nullable VmMap at(long handle) {
        return byHandle.get(handle);
    }

    private HashTable hash(MapSpec spec, int rows) {
        require(spec, spec.keySize() > 0, "the size of its keys is 0");
        requireCommon(spec, NO_PREALLOC | ACCESS_FLAGS);
        var slots = new Slots("values of map " + spec.name(), size(spec, rows), arena, memory, access(spec));
        release.add(slots::close);
        boolean dropsOldest = spec.type() == MapType.LRU_HASH || spec.type() == MapType.LRU_PERCPU_HASH;
        return new HashTable(spec, place(spec), slots, rows, dropsOldest);
    }

    /** What programs may do with values that they have a pointer to. */
    private static Access access(MapSpec spec) {
        return (spec.flags() & MapSpec.RDONLY_PROG) != 0 ? Access.READ : Access.READ_WRITE;
    }

    /** Bytes of all values of a key. */
    private static int size(MapSpec spec, int rows) {
        return rows == 1 ? spec.valueSize() : rows * VmMap.stride(spec.valueSize());
    }

    private ArrayTable array(MapSpec spec, int rows) {
        require(spec, spec.keySize() == 4, "the keys of an array have 4 bytes, not " + spec.keySize());
        requireCommon(spec, ACCESS_FLAGS | MMAPABLE);
        long size = (long) rows * spec.maxEntries() * VmMap.stride(spec.valueSize());
        require(spec, size <= LARGEST, "its " + size + " bytes are too many");
        MemorySegment values = arena.allocate(size, 8);
        byte[] contents = spec.contents();
        if (contents != null) {
            MemorySegment.copy(MemorySegment.ofArray(contents), 0, values, 0, contents.length);
        }
        String name = (spec.isGlobals() ? "globals in " : "values of map ") + spec.name();
        keep(memory.map(name, values, access(spec)));
        return new ArrayTable(spec, place(spec), values, rows);
    }

    /** A slot for each CPU, where the declaration does not say how many. */
    private EventArray eventArray(MapSpec spec) {
        int slots = spec.maxEntries() == 0 ? cpus : spec.maxEntries();
        var sized = spec.over(new MapSpec(spec.name(), spec.type(), Integer.BYTES, Integer.BYTES, slots, spec.flags()));
        requireNumbered(spec);
        return new EventArray(sized, place(spec));
    }

    private ProgramArray programArray(MapSpec spec) {
        requireNumbered(spec);
        requireCommon(spec, USER_FLAGS);
        return new ProgramArray(spec, place(spec), programs);
    }

    private StackTraces stackTraces(MapSpec spec) {
        require(spec, spec.keySize() == 4, "its keys have 4 bytes, not " + spec.keySize());
        require(spec, spec.valueSize() % 8 == 0, "its values are addresses of 8 bytes, not " + spec.valueSize());
        requireCommon(spec, USER_FLAGS);
        return new StackTraces(spec, place(spec));
    }

    private static void requireNumbered(MapSpec spec) {
        require(
                spec,
                (spec.keySize() == 4 || spec.keySize() == 0) && (spec.valueSize() == 4 || spec.valueSize() == 0),
                "its keys and values have 4 bytes, not %d and %d".formatted(spec.keySize(), spec.valueSize()));
    }

    private Queue queue(MapSpec spec) {
        require(spec, spec.keySize() == 0, "there are no keys in it, so their size is 0, not " + spec.keySize());
        requireCommon(spec, ACCESS_FLAGS);
        return new Queue(spec, place(spec));
    }

    /** Its memory stays until nobody reads it any more: a stream of events may outlive the object. */
    private RingBuffer ringBuffer(MapSpec spec) {
        int size = spec.maxEntries();
        require(spec, spec.keySize() == 0 && spec.valueSize() == 0, "it has no keys and values, so their sizes are 0");
        require(
                spec,
                size >= PAGE && Integer.bitCount(size) == 1,
                "its size is a power of two and at least %d bytes, not %d".formatted(PAGE, size));
        MemorySegment records = Arena.ofAuto().allocate(2L * size, PAGE);
        keep(memory.map("records of map " + spec.name(), records, Access.READ_WRITE));
        return new RingBuffer(spec, place(spec), records);
    }

    private void requireCommon(MapSpec spec, int knownFlags) {
        require(spec, spec.valueSize() > 0, "the size of its values is 0");
        require(spec, spec.maxEntries() > 0, "it has room for no entry: max_entries is " + spec.maxEntries());
        require(
                spec,
                (spec.flags() & ~knownFlags) == 0,
                "its flags 0x%x are not known for this type".formatted(spec.flags() & ~knownFlags));
        for (int both : new int[] {USER_FLAGS, PROGRAM_FLAGS}) {
            require(spec, (spec.flags() & both) != both, "its flags 0x%x exclude each other".formatted(both));
        }
    }

    private static void require(MapSpec spec, boolean condition, String otherwise) {
        if (!condition) {
            throw refused(spec, otherwise + " (EINVAL)");
        }
    }

    private static TargetException refused(MapSpec spec, String reason, String... hints) {
        return new TargetException(
                Diagnostic.error("map '%s' cannot be created: %s".formatted(spec.name(), reason), hints));
    }

    private Place place(MapSpec spec) {
        MemorySegment segment = arena.allocate(HANDLE, 8);
        keep(memory.map("map " + spec.name(), segment, Access.NONE));
        return new Place(segment.address(), number());
    }

    /** Numbers as Linux gives descriptors: from 3. */
    private int number() {
        return FIRST_NUMBER + byHandle.size() + programs.size();
    }

    private void keep(Region region) {
        release.add(() -> memory.unmap(region));
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            byHandle.values().forEach(VmMap::close);
            byHandle.clear();
            release.forEach(Runnable::run);
            arena.close();
        }
    }
}
