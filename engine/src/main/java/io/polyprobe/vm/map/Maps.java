package io.polyprobe.vm.map;

import io.polyprobe.btf.Btf;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.Sharing;
import io.polyprobe.vm.interpreter.Code;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The maps and programs of one object: makes maps, or finds those that others have left for it, and lets go of them
 * together.
 */
public final class Maps implements AutoCloseable {
    private final MapSpace space;
    private final MapMaker maker;
    private final List<MapDescriptor> descriptors = new ArrayList<>();
    private final List<Integer> programs = new ArrayList<>();

    /** @param types of the object, which tell where locks are in values; null without */
    public Maps(MapSpace space, @Nullable Btf types) {
        this.space = space;
        this.maker = new MapMaker(space, types);
    }

    /**
     * Makes a map, or opens the one that its declaration means.
     *
     * @throws io.polyprobe.diag.TargetException where there is no such map type here, or the kernel would refuse the map
     */
    public MapDescriptor create(MapSpec declared) {
        MapDescriptor descriptor = switch (declared.sharing()) {
            case Sharing.Scope.NONE -> open(maker.make(declared));
            case Sharing.Scope.PUBLIC -> {
                VmMap map = maker.make(declared);
                space.publish(declared.name(), map);
                yield open(map);
            }
            case Sharing.Scope.EXTERN -> open(space.published(declared), declared);
            case Sharing.Pinned(var path) -> pinned(declared, path);
        };
        descriptors.add(descriptor);
        return descriptor;
    }

    private MapDescriptor pinned(MapSpec declared, String path) {
        VmMap found = space.pinned(declared, path);
        if (found != null) {
            return open(found, declared);
        }
        VmMap map = maker.make(declared);
        space.pin(path, map);
        return open(map);
    }

    private static MapDescriptor open(VmMap map) {
        return new MapDescriptor(map, map.spec());
    }

    private static MapDescriptor open(VmMap map, MapSpec declared) {
        return new MapDescriptor(map, declared.over(map.spec()));
    }

    /** Possible CPUs: how many values a key of a per-CPU map has. */
    public int cpus() {
        return space.cpus();
    }

    /** Numbers a program of the object, so that user space can put it into an array of programs. */
    public int add(Code program) {
        int number = space.add(program);
        programs.add(number);
        return number;
    }

    /** Ends a reservation in a ring buffer; false where there is none at that address. */
    public boolean commit(long address, boolean discarded) {
        return space.commit(address, discarded);
    }

    /** The map for which a program's register holds {@code handle}, or null where that is no map. */
    public @Nullable VmMap at(long handle) {
        return space.at(handle);
    }

    @Override
    public void close() {
        programs.forEach(space::remove);
        programs.clear();
        descriptors.forEach(MapDescriptor::close);
        descriptors.clear();
    }
}
