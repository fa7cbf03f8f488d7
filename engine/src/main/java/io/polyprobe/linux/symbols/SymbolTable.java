package io.polyprobe.linux.symbols;

import io.polyprobe.target.Symbol;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ObjLongConsumer;

/** Functions with a start, a size and a name, as arrays of numbers: a program may have a million. */
final class SymbolTable {
    private static final long LARGEST = 0xffff_ffffL;

    private final long[] starts;
    private final int[] sizes;
    private final long[] places;
    private final Names names;

    private SymbolTable(Builder all) {
        int[] order = StartOrder.of(all.starts, all.count);
        starts = new long[order.length];
        sizes = new int[order.length];
        places = new long[order.length];
        names = all.names;
        for (int i = 0; i < order.length; i++) {
            starts[i] = all.starts[order[i]];
            sizes[i] = all.sizes[order[i]];
            places[i] = all.places[order[i]];
        }
    }

    /**
     * The function that an address lies in. Functions may lie in each other, so the search goes back over those that
     * end before the address, as far as one that ends before its successor's start.
     */
    Optional<Symbol> at(long address, String module) {
        int last = Floor.last(starts, address);
        for (int i = last; i >= 0; i--) {
            long size = Integer.toUnsignedLong(sizes[i]);
            if (address - starts[i] < size) {
                return Optional.of(new Symbol(names.at(places[i]), address - starts[i], module));
            }
            if (starts[last] - starts[i] > size) {
                break;
            }
        }
        return Optional.empty();
    }

    /** Takes functions in any order. */
    static final class Builder {
        private final Names names = new Names();
        private MemorySegment strings = MemorySegment.NULL;
        private long base;
        private long[] starts = new long[64];
        private int[] sizes = new int[64];
        private long[] places = new long[64];
        private int count;

        /**
         * @param table has the name, up to a zero byte or a line's end
         * @param name where in the table
         */
        void add(MemorySegment table, long name, long start, long size) {
            if (!table.equals(strings)) {
                strings = table;
                base = names.add(table);
            }
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
                sizes = Arrays.copyOf(sizes, 2 * count);
                places = Arrays.copyOf(places, 2 * count);
            }
            starts[count] = start;
            sizes[count] = (int) (Long.compareUnsigned(size, LARGEST) > 0 ? LARGEST : size);
            places[count++] = base + name;
        }

        /** Passes on each name and start. */
        void forEach(ObjLongConsumer<String> consumer) {
            for (int i = 0; i < count; i++) {
                consumer.accept(names.at(places[i]), starts[i]);
            }
        }

        SymbolTable build() {
            return new SymbolTable(this);
        }
    }
}
