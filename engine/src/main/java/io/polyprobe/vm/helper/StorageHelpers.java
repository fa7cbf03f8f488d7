package io.polyprobe.vm.helper;

import io.polyprobe.object.MapType;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.LocalStorage;
import io.polyprobe.vm.map.Maps;
import io.polyprobe.vm.memory.Access;
import java.util.HashMap;
import java.util.Map;

/** Helpers that keep a value with an object of the kernel: a socket, an inode, a task, a control group. */
final class StorageHelpers {
    private final MapArguments maps;

    StorageHelpers(Maps maps) {
        this.maps = new MapArguments(maps);
    }

    Map<Integer, Helper> table() {
        var table = new HashMap<Integer, Helper>();
        put(table, MapType.SK_STORAGE, 107);
        put(table, MapType.INODE_STORAGE, 145);
        put(table, MapType.TASK_STORAGE, 156);
        put(table, MapType.CGRP_STORAGE, 210);
        return table;
    }

    /** @param get the number of the helper that gives; the next one deletes */
    private void put(Map<Integer, Helper> table, MapType type, int get) {
        table.put(get, (call, map, owner, value, flags, _) -> {
            LocalStorage storage = storage(map, type, get);
            return storage.get(
                    owned(call, owner),
                    value == 0
                            ? 0
                            : MapArguments.readable(call, value, storage.spec().valueSize()),
                    flags);
        });
        table.put(
                get + 1,
                (call, map, owner, _, _, _) -> storage(map, type, get + 1).remove(owned(call, owner)));
    }

    private LocalStorage storage(long map, MapType type, int helper) {
        LocalStorage storage = maps.of(LocalStorage.class, map, helper);
        if (storage.spec().type() != type) {
            throw MapArguments.wrongType(storage, helper);
        }
        return storage;
    }

    /** An object's address: of something that is there, or NULL. */
    private static long owned(Invocation call, long owner) {
        return owner == 0
                ? 0
                : call.memory().slice(owner, Long.BYTES, Access.READ).address();
    }
}
