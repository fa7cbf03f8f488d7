package io.polyprobe.vm.map;

/**
 * Where the elements of one map lie: each has a node (a header of {@value #HEADER} bytes and its key) and a value.
 *
 * <p>A record, since HotSpot takes the fields of one for constants: where a program always looks into the same map, a
 * lookup knows these numbers when it is compiled.
 *
 * @param nodeBytes of a node
 * @param valueBytes of a value
 * @param blockBits how many elements are in a block, as a power of 2; a lone block may hold more
 * @param nodes where the nodes of each block begin
 * @param values where its values begin
 */
record Places(int nodeBytes, int valueBytes, int blockBits, long[] nodes, long[] values) {
    static final int HEADER = 16;

    private static final int NEXT = 0;
    private static final int HASH = 4;
    private static final int VERSION = 8;
    private static final int MARK = 12;

    long node(int element) {
        return at(nodes, element, nodeBytes);
    }

    long key(int element) {
        return node(element) + HEADER;
    }

    long value(int element) {
        return at(values, element, valueBytes);
    }

    private long at(long[] blocks, int element, int bytes) {
        return blocks.length == 1
                ? blocks[0] + (long) element * bytes
                : blocks[element >>> blockBits] + (long) (element & (1 << blockBits) - 1) * bytes;
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

    /** The element is now another's. */
    void begin(int element) {
        Raw.setInt(node(element) + VERSION, version(element) + 1);
        Raw.releaseInt(node(element) + MARK, 1);
    }

    /** The element is nobody's. */
    void end(int element, int below) {
        Raw.releaseInt(node(element) + MARK, -below);
    }

    /** What {@link #end} left there. */
    int below(int element) {
        return -Raw.acquireInt(node(element) + MARK);
    }

    boolean isFree(int element) {
        return Raw.acquireInt(node(element) + MARK) <= 0;
    }

    /** Notes that a program has used an element. */
    void use(int element) {
        Raw.replaceInt(node(element) + MARK, 1, 2);
    }

    /** Takes such a note back; false where there was none. */
    boolean forget(int element) {
        return Raw.replaceInt(node(element) + MARK, 2, 1);
    }
}
