package io.polyprobe.vm.map;

import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.Region;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Room for the elements of one map, by number. An element is a node (a header of 16 bytes and its key) and a value; nodes
 * and values lie apart, so that a program that writes beyond a value meets no links. Neither ever moves, and taking and
 * giving back are done without locks: free elements are a stack whose top counts its changes.
 *
 * <p>An element given back is soon another's. Its links stay until then, so that who was reading a chain goes on in it.
 */
final class Elements {
    /** In no chain and no stack. */
    static final int NONE = -1;

    private static final int NEXT = 0;
    private static final int HASH = 4;
    private static final int VERSION = 8;
    private static final int MARK = 12;
    private static final int HEADER = 16;

    /** Elements of a block, where not all of them are there from the start. */
    private static final int BLOCK_BITS = 10;

    private final String name;
    private final int nodeBytes;
    private final int valueBytes;
    private final int capacity;
    private final int blockBits;
    private final Access access;
    private final Memory memory;
    private final Arena arena = Arena.ofAuto();
    private final List<Region> regions = new ArrayList<>();
    private final long[] nodes;
    private final long[] values;
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
        this.nodeBytes = HEADER + Values.round(keyBytes);
        this.valueBytes = valueBytes;
        this.capacity = capacity;
        this.blockBits = preallocated ? Integer.SIZE - Integer.numberOfLeadingZeros(capacity) : BLOCK_BITS;
        this.access = access;
        this.memory = memory;
        int most = ((capacity - 1) >>> blockBits) + 1;
        this.nodes = new long[most];
        this.values = new long[most];
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
            int below = -Raw.acquireInt(node(element) + MARK); // garbage where another takes it, who changes the top
            if (free.compareAndSet(top, changed(top) | Integer.toUnsignedLong(below))) {
                Raw.setInt(node(element) + VERSION, version(element) + 1);
                Raw.releaseInt(node(element) + MARK, 1);
                return element;
            }
        }
    }

    /** Gives an element back that no chain leads to. */
    void release(int element) {
        while (true) {
            long top = free.get();
            Raw.releaseInt(node(element) + MARK, -(int) top);
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
        int first = blocks << blockBits;
        if ((int) free.get() != 0) {
            return true; // by another thread
        }
        if (blocks == nodes.length) {
            return false;
        }
        int count = Math.min(1 << blockBits, capacity - first);
        var node = arena.allocate((long) count * nodeBytes, Long.BYTES);
        var value = arena.allocate(Math.max((long) count * valueBytes, Long.BYTES), Long.BYTES);
        regions.add(memory.map("keys of map " + name, node, Access.READ));
        regions.add(memory.map("values of map " + name, value, access));
        nodes[blocks] = node.address();
        values[blocks] = value.address();
        blocks++;
        for (int element = first + count - 1; element >= first; element--) {
            release(element);
        }
        return true;
    }

    long key(int element) {
        return node(element) + HEADER;
    }

    long value(int element) {
        return values[element >>> blockBits] + (long) (element & (1 << blockBits) - 1) * valueBytes;
    }

    /** The element whose value holds an address, or {@link #NONE} where it is free or there is none. */
    int holding(long address) {
        for (int block = 0; block < blocks; block++) {
            int first = block << blockBits;
            long index = Math.floorDiv(address - values[block], (long) valueBytes);
            if (index >= 0 && index < Math.min(1 << blockBits, capacity - first)) {
                int element = first + (int) index;
                return isFree(element) ? NONE : element;
            }
        }
        return NONE;
    }

    private long node(int element) {
        return nodes[element >>> blockBits] + (long) (element & (1 << blockBits) - 1) * nodeBytes;
    }

    int next(int element) {
        return Raw.acquireInt(node(element) + NEXT);
    }

    void setNext(int element, int next) {
        Raw.releaseInt(node(element) + NEXT, next);
    }

    int hash(int element) {
        return Raw.getInt(node(element) + HASH);
    }

    void setHash(int element, int hash) {
        Raw.setInt(node(element) + HASH, hash);
    }

    /** Changes when the element becomes another's. */
    int version(int element) {
        return Raw.acquireInt(node(element) + VERSION);
    }

    /** Notes that a program has used an element. */
    void use(int element) {
        Raw.replaceInt(node(element) + MARK, 1, 2);
    }

    /** Takes such a note back; false where there was none. */
    boolean forget(int element) {
        return Raw.replaceInt(node(element) + MARK, 2, 1);
    }

    boolean isFree(int element) {
        return Raw.acquireInt(node(element) + MARK) <= 0;
    }

    /** How many there are, free or not. */
    int size() {
        return Math.min(blocks << blockBits, capacity);
    }

    void close() {
        regions.forEach(memory::unmap);
    }
}
