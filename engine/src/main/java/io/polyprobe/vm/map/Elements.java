package io.polyprobe.vm.map;

import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.Region;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Room for the elements of one map, by number: nodes and values lie apart, so that a program that writes beyond a value
 * meets no links. Neither ever moves, and taking and giving back are done without locks: free elements are a stack whose
 * top counts its changes.
 *
 * <p>An element given back is soon another's. Its links stay until then, so that who was reading a chain goes on in it.
 */
final class Elements {
    /** In no chain and no stack. */
    static final int NONE = -1;

    /** Elements of a block, where not all of them are there from the start. */
    private static final int BLOCK_BITS = 10;

    private final String name;
    private final int capacity;
    private final Places places;
    private final Access access;
    private final Memory memory;
    private final Arena arena = Arena.ofAuto();
    private final List<Region> regions = new ArrayList<>();
    private int blocks;

    /** Above, how often it changed; below, the number of the first free element and one more, 0 for none. */
    private final AtomicLong free = new AtomicLong();

    /**
     * @param name of the map
     * @param keyBytes bytes of a key
     * @param valueBytes bytes of a value, a multiple of 8
     * @param capacity the most elements
     * @param preallocated whether memory for all of them is taken at once
     * @param access what programs may do with values
     */
    Elements(
            String name,
            int keyBytes,
            int valueBytes,
            int capacity,
            boolean preallocated,
            Access access,
            Memory memory) {
        this.name = name;
        this.capacity = capacity;
        this.access = access;
        this.memory = memory;
        int blockBits = preallocated ? Integer.SIZE - Integer.numberOfLeadingZeros(capacity) : BLOCK_BITS;
        int most = ((capacity - 1) >>> blockBits) + 1;
        this.places = new Places(
                Places.HEADER + Values.round(keyBytes), valueBytes, blockBits, new long[most], new long[most]);
        if (preallocated) {
            grow();
        }
    }

    /** An element that is nobody's, or {@link #NONE}. Its key and value hold anything. */
    int take() {
        while (true) {
            long top = free.get();
            int element = (int) top - 1;
            if (element == NONE) {
                if (!grow()) {
                    return NONE;
                }
                continue;
            }
            int below = places.below(element); // garbage where another takes it, who changes the top
            if (free.compareAndSet(top, changed(top) | Integer.toUnsignedLong(below))) {
                places.begin(element);
                return element;
            }
        }
    }

    /** Gives an element back that no chain leads to. */
    void release(int element) {
        while (true) {
            long top = free.get();
            places.end(element, (int) top);
            if (free.compareAndSet(top, changed(top) | element + 1)) {
                return;
            }
        }
    }

    private static long changed(long top) {
        return ((top >>> Integer.SIZE) + 1) << Integer.SIZE;
    }

    /** Makes another block; false where that is all. */
    private synchronized boolean grow() {
        int first = blocks << places.blockBits();
        if ((int) free.get() != 0) {
            return true; // by another thread
        }
        if (blocks == places.nodes().length) {
            return false;
        }
        int count = Math.min(1 << places.blockBits(), capacity - first);
        var node = arena.allocate((long) count * places.nodeBytes(), Long.BYTES);
        var value = arena.allocate(Math.max((long) count * places.valueBytes(), Long.BYTES), Long.BYTES);
        regions.add(memory.map("keys of map " + name, node, Access.READ));
        regions.add(memory.map("values of map " + name, value, access));
        places.nodes()[blocks] = node.address();
        places.values()[blocks] = value.address();
        blocks++;
        for (int element = first + count - 1; element >= first; element--) {
            release(element);
        }
        return true;
    }

    /** Where they lie. */
    Places places() {
        return places;
    }

    long value(int element) {
        return places.value(element);
    }

    int version(int element) {
        return places.version(element);
    }

    /** The element whose value holds an address, or {@link #NONE} where it is free or there is none. */
    int holding(long address) {
        for (int block = 0; block < blocks; block++) {
            int first = block << places.blockBits();
            long index = Math.floorDiv(address - places.values()[block], (long) places.valueBytes());
            if (index >= 0 && index < Math.min(1 << places.blockBits(), capacity - first)) {
                int element = first + (int) index;
                return places.isFree(element) ? NONE : element;
            }
        }
        return NONE;
    }

    /** How many there are, free or not. */
    int size() {
        return Math.min(blocks << places.blockBits(), capacity);
    }

    void close() {
        regions.forEach(memory::unmap);
    }
}
