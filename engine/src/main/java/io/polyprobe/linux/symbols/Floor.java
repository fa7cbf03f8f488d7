package io.polyprobe.linux.symbols;

/** Search among sorted addresses. */
final class Floor {
    private Floor() {}

    /** The last index whose address is not above the one sought, or -1. */
    static int last(long[] sorted, long address) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(sorted[middle], address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
