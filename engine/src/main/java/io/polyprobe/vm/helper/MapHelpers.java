package io.polyprobe.vm.helper;

import io.polyprobe.object.MapSpec;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.HelperFault;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Maps;
import io.polyprobe.vm.map.VmMap;
import io.polyprobe.vm.memory.Access;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/** Helpers 1 to 3. */
final class MapHelpers {
    private final Maps maps;
    private final Moment moment;

    MapHelpers(Maps maps, Moment moment) {
        this.maps = maps;
        this.moment = moment;
    }

    Map<Integer, Helper> table() {
        return Map.of(1, this::lookup, 2, this::update, 3, this::delete);
    }

    private long lookup(Invocation call, long mapHandle, long key, long r3, long r4, long r5) {
        VmMap map = map(mapHandle, 1, MapSpec.WRONLY_PROG);
        return map.find(bytes(call, key, map.spec().keySize()), moment.cpu());
    }

    private long update(Invocation call, long mapHandle, long key, long value, long flags, long r5) {
        VmMap map = map(mapHandle, 2, MapSpec.RDONLY_PROG);
        return map.put(
                bytes(call, key, map.spec().keySize()),
                bytes(call, value, map.spec().valueSize()),
                flags,
                moment.cpu());
    }

    private long delete(Invocation call, long mapHandle, long key, long r3, long r4, long r5) {
        VmMap map = map(mapHandle, 3, MapSpec.RDONLY_PROG);
        return map.remove(bytes(call, key, map.spec().keySize()));
    }

    /** @param forbidding the flag of a map with which programs may not call the helper */
    private VmMap map(long handle, int helper, int forbidding) {
        VmMap map = maps.at(handle);
        if (map == null) {
            throw new HelperFault("%s got 0x%x, which is no map".formatted(HelperNames.of(helper), handle));
        }
        if ((map.spec().flags() & forbidding) != 0) {
            throw new HelperFault("%s may not be called with the map '%s', whose flags are 0x%x"
                    .formatted(
                            HelperNames.of(helper),
                            map.spec().name(),
                            map.spec().flags()));
        }
        return map;
    }

    private static byte[] bytes(Invocation call, long address, int size) {
        return call.memory().slice(address, size, Access.READ).toArray(ValueLayout.JAVA_BYTE);
    }
}
