package io.polyprobe.vm.helper;

import static io.polyprobe.vm.helper.MapArguments.readable;

import io.polyprobe.object.MapSpec;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.HelperFault;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.ArrayTable;
import io.polyprobe.vm.map.Maps;
import io.polyprobe.vm.map.OuterMap;
import io.polyprobe.vm.map.Table;
import io.polyprobe.vm.map.VmMap;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * The helpers that look up, update and delete keys ({@code bpf-helpers(7)}). Where a call always has the same map, what
 * the map is need not be found out each time, and a lookup in an array is the computation of an address.
 */
final class TableHelpers {
    private static final int LOOKUP = 1;
    private static final int UPDATE = 2;
    private static final int DELETE = 3;

    private final MapArguments maps;
    private final Moment moment;

    TableHelpers(Maps maps, Moment moment) {
        this.maps = new MapArguments(maps);
        this.moment = moment;
    }

    Map<Integer, Helper> table() {
        return Map.of(
                LOOKUP, new OfMap(this::lookup),
                UPDATE, new OfMap(this::update),
                DELETE, new OfMap(this::delete));
    }

    /**
     * A helper whose first argument is a map.
     *
     * @param forMap what it does with the map that a register holds that for
     */
    private record OfMap(LongFunction<Helper> forMap) implements Helper {
        @Override
        public long call(Invocation call, long r1, long r2, long r3, long r4, long r5) {
            return forMap.apply(r1).call(call, r1, r2, r3, r4, r5);
        }

        @Override
        public Helper withArgument(int register, long value) {
            try {
                return register == 1 ? forMap.apply(value) : this;
            } catch (HelperFault e) {
                return this; // a fault of the program when it comes to this call, and not before
            }
        }
    }

    private Helper lookup(long map) {
        return switch (maps.of(VmMap.class, map, LOOKUP, MapSpec.WRONLY_PROG)) {
            case ArrayTable array
            when !array.spec().type().isPerCpu() ->
                new ArrayLookup(array.base(), array.stride(), array.spec().maxEntries(), Room.of(Integer.BYTES));
            case Table table ->
                new Lookup(table.finder(), moment, Room.of(table.spec().keySize()));
            case OuterMap outer -> {
                int size = outer.spec().keySize();
                yield (call, _, key, _, _, _) -> outer.inner(readable(call, key, size));
            }
            case VmMap other -> throw MapArguments.wrongType(other, LOOKUP);
        };
    }

    private Helper update(long map) {
        Table table = maps.of(Table.class, map, UPDATE, MapSpec.RDONLY_PROG);
        return new Update(
                table,
                moment,
                Room.of(table.spec().keySize()),
                Room.of(table.spec().valueSize()));
    }

    private Helper delete(long map) {
        Table table = maps.of(Table.class, map, DELETE, MapSpec.RDONLY_PROG);
        int keySize = table.spec().keySize();
        return (call, _, key, _, _, _) -> table.remove(readable(call, key, keySize));
    }

    /**
     * What an argument has to point to.
     *
     * @param known whether it does, so that nothing is to be checked
     */
    private record Room(int bytes, boolean known) {
        static Room of(int bytes) {
            return new Room(bytes, false);
        }

        Room given(long there) {
            return there < bytes ? this : new Room(bytes, true);
        }

        long at(Invocation call, long address) {
            return known ? address : readable(call, address, bytes);
        }
    }

    /** A lookup in an array: the computation of an address. */
    private record ArrayLookup(long base, long stride, int entries, Room key) implements Helper {
        @Override
        public long call(Invocation call, long r1, long r2, long r3, long r4, long r5) {
            long index = ArrayTable.index(key.at(call, r2));
            return index < entries ? base + index * stride : 0;
        }

        @Override
        public Helper withRoom(int register, long bytes) {
            return register == 2 ? new ArrayLookup(base, stride, entries, key.given(bytes)) : this;
        }
    }

    private record Lookup(Table.Finder table, Moment moment, Room key) implements Helper {
        @Override
        public long call(Invocation call, long r1, long r2, long r3, long r4, long r5) {
            return table.find(key.at(call, r2), moment.cpu());
        }

        @Override
        public Helper withRoom(int register, long bytes) {
            return register == 2 ? new Lookup(table, moment, key.given(bytes)) : this;
        }
    }

    private record Update(Table table, Moment moment, Room key, Room value) implements Helper {
        @Override
        public long call(Invocation call, long r1, long r2, long r3, long r4, long r5) {
            return table.put(key.at(call, r2), value.at(call, r3), r4, moment.cpu());
        }

        @Override
        public Helper withRoom(int register, long bytes) {
            return switch (register) {
                case 2 -> new Update(table, moment, key.given(bytes), value);
                case 3 -> new Update(table, moment, key, value.given(bytes));
                default -> this;
            };
        }
    }
}
