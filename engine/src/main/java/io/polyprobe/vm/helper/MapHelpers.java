package io.polyprobe.vm.helper;

import static io.polyprobe.vm.helper.MapArguments.readable;
import static io.polyprobe.vm.helper.MapArguments.writable;

import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.BloomFilter;
import io.polyprobe.vm.map.CgroupArray;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.map.Maps;
import io.polyprobe.vm.map.ProgramArray;
import io.polyprobe.vm.map.Queue;
import io.polyprobe.vm.map.Table;
import io.polyprobe.vm.map.VmMap;
import java.util.Map;

/** What helpers do with maps beside those of tables, and the one that goes on in a program out of a map. */
final class MapHelpers {
    private final MapArguments maps;
    private final Moment moment;

    MapHelpers(Maps maps, Moment moment) {
        this.maps = new MapArguments(maps);
        this.moment = moment;
    }

    Map<Integer, Helper> table() {
        return Map.of(
                12, this::tailCall,
                37, this::underCgroup,
                87, this::push,
                88, this::pop,
                89, this::peek,
                164, this::forEach,
                194, MapHelpers::exchange,
                195, this::lookupOfCpu);
    }

    /** {@code bpf_kptr_xchg}: puts a pointer into a map's value and gives the one that was there. */
    private static long exchange(Invocation call, long place, long pointer, long r3, long r4, long r5) {
        long before = call.memory().load(place, Long.BYTES);
        call.memory().store(place, Long.BYTES, pointer);
        return before;
    }

    private long lookupOfCpu(Invocation call, long map, long key, long cpu, long r4, long r5) {
        Table table = maps.of(Table.class, map, 195, MapSpec.WRONLY_PROG);
        if (!table.spec().type().isPerCpu()) {
            throw MapArguments.wrongType(table, 195);
        }
        long address = readable(call, key, table.spec().keySize());
        return Integer.compareUnsigned((int) cpu, maps.maps().cpus()) < 0 ? table.find(address, (int) cpu) : 0;
    }

    /** Returns only where it fails, and Linux does not say then what r0 holds. */
    private long tailCall(Invocation call, long context, long map, long index, long r4, long r5) {
        Code program = maps.of(ProgramArray.class, map, 12).at(Integer.toUnsignedLong((int) index));
        if (program == null) {
            return Errno.ENOENT.result();
        }
        return call.tailCall(program, context) ? 0 : Errno.EPERM.result();
    }

    private long underCgroup(Invocation call, long map, long index, long r3, long r4, long r5) {
        return maps.of(CgroupArray.class, map, 37).holds(Integer.toUnsignedLong((int) index));
    }

    private long push(Invocation call, long map, long value, long flags, long r4, long r5) {
        return switch (maps.of(VmMap.class, map, 87, MapSpec.RDONLY_PROG)) {
            case Queue queue -> queue.push(readable(call, value, queue.spec().valueSize()), flags);
            case BloomFilter filter ->
                filter.push(readable(call, value, filter.spec().valueSize()), flags);
            case VmMap other -> throw MapArguments.wrongType(other, 87);
        };
    }

    private long pop(Invocation call, long map, long value, long r3, long r4, long r5) {
        Queue queue = maps.of(Queue.class, map, 88, MapSpec.RDONLY_PROG);
        return queue.pop(writable(call, value, queue.spec().valueSize()));
    }

    private long peek(Invocation call, long map, long value, long r3, long r4, long r5) {
        return switch (maps.of(VmMap.class, map, 89, MapSpec.WRONLY_PROG)) {
            case Queue queue -> queue.peek(writable(call, value, queue.spec().valueSize()));
            case BloomFilter filter ->
                filter.peek(readable(call, value, filter.spec().valueSize()));
            case VmMap other -> throw MapArguments.wrongType(other, 89);
        };
    }

    private long forEach(Invocation call, long map, long function, long context, long flags, long r5) {
        Table table = maps.of(Table.class, map, 164, MapSpec.WRONLY_PROG);
        if (table.spec().type() == MapType.LPM_TRIE) {
            throw MapArguments.wrongType(table, 164);
        }
        if (flags != 0) {
            return Errno.EINVAL.result();
        }
        return table.forEach(moment.cpu(), (key, value) -> call.callback(function, map, key, value, context, 0) != 0);
    }
}
