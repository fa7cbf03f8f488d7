package io.polyprobe.linux.map;

import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.Owner;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.object.MapSpec;
import io.polyprobe.target.SharedMaps;
import java.util.HashMap;
import java.util.Map;

/**
 * Maps that objects of one target leave for others by name. They live as long as the target, since who uses one may
 * outlive who made it.
 */
public final class PublicMaps implements AutoCloseable {
    private final Owner owner = new Owner();
    private final Map<String, KernelMap> byName = new HashMap<>();

    /** Leaves a map for others, in place of an earlier one of its name. */
    synchronized void publish(KernelMap map) {
        var kept = duplicate(map.spec(), map);
        owner.own(kept::close);
        byName.put(map.spec().name(), kept);
    }

    /**
     * Opens the map that another object left.
     *
     * @param wanted how the object that asks declares it
     * @throws TargetException where there is none, or its keys or values are of another size
     */
    synchronized KernelMap open(MapSpec wanted) {
        var found = byName.get(wanted.name());
        if (found == null) {
            throw SharedMaps.missing(wanted, byName.keySet());
        }
        SharedMaps.requireAlike(wanted, found.spec(), "the public table '" + wanted.name() + "'");
        return duplicate(wanted.over(found.spec()), found);
    }

    private static KernelMap duplicate(MapSpec spec, KernelMap map) {
        long result = SystemCalls.duplicate(map.fd());
        if (result < 0) {
            throw MapFailure.of("share", spec, result);
        }
        return new KernelMap(spec, new Fd(result));
    }

    @Override
    public void close() {
        owner.close();
    }
}
