package io.polyprobe.vm.helper;

import io.polyprobe.object.MapSpec;
import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.map.Maps;
import io.polyprobe.vm.map.ProgramArray;
import io.polyprobe.vm.map.Queue;
import io.polyprobe.vm.map.Table;
import io.polyprobe.vm.memory.Access;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Helpers that read and write maps, and the one that goes on in a program out of a map ({@code bpf-helpers(7)}). */
final class MapHelpers {
    private final MapArguments maps;
    private final Moment moment;

    MapHelpers(Maps maps, Moment moment) {
        this.maps = new MapArguments(maps);
        this.moment = moment;
    }

    Map<Integer, Helper> table() {
        return Map.of(
                1, this::lookup,
                2, this::update,
                3, this::delete,
                12, this::tailCall,
                87, this::push,
                88, this::pop,
                89, this::peek);
    }

    private long lookup(Invocation call, long map, long key, long r3, long r4, long r5) {
        Table table = maps.of(Table.class, map, 1, MapSpec.WRONLY_PROG);
        return table.find(MapArguments.bytes(call, key, table.spec().keySize()), moment.cpu());
    }

    private long update(Invocation call, long map, long key, long value, long flags, long r5) {
        Table table = maps.of(Table.class, map, 2, MapSpec.RDONLY_PROG);
        return table.put(
                MapArguments.bytes(call, key, table.spec().keySize()),
                MapArguments.bytes(call, value, table.spec().valueSize()),
                flags,
                moment.cpu());
    }

    private long delete(Invocation call, long map, long key, long r3, long r4, long r5) {
        Table table = maps.of(Table.class, map, 3, MapSpec.RDONLY_PROG);
        return table.remove(MapArguments.bytes(call, key, table.spec().keySize()));
    }

    /** Returns only where it fails, and Linux does not say then what r0 holds. */
    private long tailCall(Invocation call, long context, long map, long index, long r4, long r5) {
        Code program = maps.of(ProgramArray.class, map, 12).at(Integer.toUnsignedLong((int) index));
        if (program == null) {
            return Errno.ENOENT.result();
        }
        return call.tailCall(program, context) ? 0 : Errno.EPERM.result();
    }

    private long push(Invocation call, long map, long value, long flags, long r4, long r5) {
        Queue queue = maps.of(Queue.class, map, 87, MapSpec.RDONLY_PROG);
        return queue.push(MapArguments.bytes(call, value, queue.spec().valueSize()), flags);
    }

    private long pop(Invocation call, long map, long value, long r3, long r4, long r5) {
        Queue queue = maps.of(Queue.class, map, 88, MapSpec.RDONLY_PROG);
        return give(call, value, queue.spec().valueSize(), queue.pop());
    }

    private long peek(Invocation call, long map, long value, long r3, long r4, long r5) {
        Queue queue = maps.of(Queue.class, map, 89, MapSpec.WRONLY_PROG);
        return give(call, value, queue.spec().valueSize(), queue.peek());
    }

    /** What is not there leaves zeros. */
    private static long give(Invocation call, long address, int size, byte @Nullable [] value) {
        MemorySegment room = call.memory().slice(address, size, Access.READ_WRITE);
        room.copyFrom(MemorySegment.ofArray(value == null ? new byte[size] : value));
        return value == null ? Errno.ENOENT.result() : 0;
    }
}
