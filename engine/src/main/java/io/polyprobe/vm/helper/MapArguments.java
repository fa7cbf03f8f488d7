package io.polyprobe.vm.helper;

import io.polyprobe.prototype.Prototypes;
import io.polyprobe.vm.interpreter.HelperFault;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Maps;
import io.polyprobe.vm.map.VmMap;
import io.polyprobe.vm.memory.Access;
import java.lang.foreign.ValueLayout;

/** Maps as arguments of helpers. Linux' verifier sees to it that they are of the right type; here the call does. */
record MapArguments(Maps maps) {
    /** The map in an argument. */
    <M extends VmMap> M of(Class<M> type, long handle, int helper) {
        return of(type, handle, helper, 0);
    }

    /** @param forbidding the flag of a map with which programs may not call the helper */
    <M extends VmMap> M of(Class<M> type, long handle, int helper, int forbidding) {
        VmMap map = maps.at(handle);
        if (map == null) {
            throw new HelperFault("%s got 0x%x, which is no map".formatted(Prototypes.name(helper), handle));
        }
        if ((map.spec().flags() & forbidding) != 0) {
            throw new HelperFault("%s may not be called with the map '%s', whose flags are 0x%x"
                    .formatted(
                            Prototypes.name(helper),
                            map.spec().name(),
                            map.spec().flags()));
        }
        if (!type.isInstance(map)) {
            throw wrongType(map, helper);
        }
        return type.cast(map);
    }

    static HelperFault wrongType(VmMap map, int helper) {
        return new HelperFault("%s cannot be called with the map '%s' of type %s"
                .formatted(
                        Prototypes.name(helper), map.spec().name(), map.spec().type()));
    }

    /** A copy of what a pointer argument points to. */
    static byte[] bytes(Invocation call, long address, long size) {
        return call.memory().slice(address, size, Access.READ).toArray(ValueLayout.JAVA_BYTE);
    }

    /** A pointer argument that points to as much as a map reads there. */
    static long readable(Invocation call, long address, long size) {
        return call.memory().slice(address, size, Access.READ).address();
    }

    /** A pointer argument that points to as much as a map writes there. */
    static long writable(Invocation call, long address, long size) {
        return call.memory().slice(address, size, Access.READ_WRITE).address();
    }
}
