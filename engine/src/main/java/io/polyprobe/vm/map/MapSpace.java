package io.polyprobe.vm.map;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.MapSpec;
import io.polyprobe.target.SharedMaps;
import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.map.VmMap.Identity;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * All maps of one virtual kernel, of whatever object: by what a program's register holds, by number, and those that
 * objects leave for others, by their names or by their paths in a file system like bpffs that is in memory alone.
 */
public final class MapSpace implements AutoCloseable {
    private static final String BPFFS = "/sys/fs/bpf/";

    /** Numbers as Linux gives descriptors: from 3. */
    private static final int FIRST_NUMBER = 3;

    /** As many bytes as an address is worth: programs compare a map's handle, they never read through it. */
    private static final int HANDLE = 64;

    private final Memory memory;
    private final int cpus;
    private final AtomicInteger numbers = new AtomicInteger(FIRST_NUMBER);
    private final Map<Long, VmMap> byHandle = new ConcurrentHashMap<>();
    private final Map<Integer, VmMap> byNumber = new ConcurrentHashMap<>();
    private final List<RingBuffer> rings = new CopyOnWriteArrayList<>();
    private final List<LocalStorage> storages = new CopyOnWriteArrayList<>();
    private final Map<Integer, Code> programs = new ConcurrentHashMap<>();
    private final Map<String, VmMap> publics = new ConcurrentHashMap<>();
    private final Map<String, VmMap> pins = new ConcurrentHashMap<>();
    private volatile IntPredicate devices = _ -> false;

    /** @param cpus possible CPUs: how many values a key of a per-CPU map has */
    public MapSpace(Memory memory, int cpus) {
        this.memory = memory;
        this.cpus = cpus;
    }

    /** Says which network devices there are, by their numbers; without, there are none. */
    public void devices(IntPredicate known) {
        devices = known;
    }

    boolean hasDevice(int number) {
        return devices.test(number);
    }

    Memory memory() {
        return memory;
    }

    int cpus() {
        return cpus;
    }

    /** The map for which a program's register holds {@code handle}, or null where that is no map. */
    public @Nullable VmMap at(long handle) {
        return byHandle.get(handle);
    }

    /** Ends a reservation in a ring buffer; false where there is none at that address. */
    public boolean commit(long address, boolean discarded) {
        return rings.stream().anyMatch(ring -> ring.commit(address, discarded));
    }

    @Nullable
    VmMap map(int number) {
        return byNumber.get(number);
    }

    @Nullable
    Code program(int number) {
        return programs.get(number);
    }

    /** Numbers a program, so that user space can put it into an array of programs. */
    int add(Code program) {
        int number = numbers.getAndIncrement();
        programs.put(number, program);
        return number;
    }

    void remove(int program) {
        programs.remove(program);
    }

    /**
     * What a new map is known by.
     *
     * @param parts what programs see of it
     */
    Identity identify(MapSpec spec, Runnable... parts) {
        var handle = new Block(memory, "map " + spec.name(), HANDLE, Access.NONE);
        return new Identity(numbers.getAndIncrement(), handle, this, List.of(parts));
    }

    void add(VmMap map) {
        byHandle.put(map.handle(), map);
        byNumber.put(map.id(), map);
        switch (map) {
            case RingBuffer ring -> rings.add(ring);
            case LocalStorage storage -> storages.add(storage);
            default -> {}
        }
    }

    /** Nobody refers to it any more. */
    void forget(VmMap map) {
        byHandle.remove(map.handle());
        byNumber.remove(map.id());
        switch (map) {
            case RingBuffer ring -> rings.remove(ring);
            case LocalStorage storage -> storages.remove(storage);
            default -> {}
        }
    }

    /** The object at an address is no more, and what was stored with it neither. */
    public void freed(long address) {
        storages.forEach(storage -> storage.remove(address));
    }

    /** Leaves a map for others, in place of an earlier one of its name. */
    void publish(String name, VmMap map) {
        leave(publics, name, map);
    }

    /** Has a path stand for a map. */
    void pin(String path, VmMap map) {
        leave(pins, path, map);
    }

    private static void leave(Map<String, VmMap> place, String name, VmMap map) {
        map.hold();
        VmMap earlier = place.put(name, map);
        if (earlier != null) {
            earlier.drop();
        }
    }

    /**
     * The map that another object left.
     *
     * @param wanted how the object that asks declares it
     * @throws TargetException where there is none, or its keys or values are of another size
     */
    VmMap published(MapSpec wanted) {
        VmMap found = publics.get(wanted.name());
        if (found == null) {
            throw SharedMaps.missing(wanted, publics.keySet());
        }
        SharedMaps.requireAlike(wanted, found.spec(), "the public table '" + wanted.name() + "'");
        return found;
    }

    /**
     * The map that a path stands for, or null.
     *
     * @throws TargetException where it is no path for maps, or its map is another
     */
    @Nullable
    VmMap pinned(MapSpec wanted, String path) {
        if (!path.startsWith(BPFFS)) {
            throw new TargetException(Diagnostic.error(
                    "cannot pin the map '%s' as %s: maps are pinned below %s".formatted(wanted.name(), path, BPFFS)));
        }
        VmMap found = pins.get(path);
        if (found != null) {
            SharedMaps.requireType(wanted, found.spec().type().number(), path);
            SharedMaps.requireAlike(wanted, found.spec(), "the map in " + path);
        }
        return found;
    }

    @Override
    public void close() {
        for (var place : List.of(publics, pins)) {
            place.values().forEach(VmMap::drop);
            place.clear();
        }
    }
}
