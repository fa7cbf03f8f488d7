package io.polyprobe.linux.symbols;

/**
 * Brings functions into the order of their starts.
 *
 * <p>Many functions have several names, and of these the last is shown. BCC sorts by C++'s {@code std::sort}, which
 * leaves equal elements in an order that looks like chance but is always the same. Scripts' output is compared with
 * BCC's, so this is the algorithm of libstdc++: introsort (D. Musser, Introspective Sorting and Selection Algorithms,
 * 1997) by the median of three, where runs of up to 16 elements are left to a last insertion sort.
 */
final class StartOrder {
    private static final int SHORT = 16;

    private final long[] starts;
    private final int[] order;

    private StartOrder(long[] starts, int count) {
        this.starts = starts;
        this.order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
    }

    /** The indices of the first {@code count} starts, least start first. */
    static int[] of(long[] starts, int count) {
        var sort = new StartOrder(starts, count);
        if (count > 1) {
            sort.partitions(0, count, 2 * (31 - Integer.numberOfLeadingZeros(count)));
            sort.insertions(count);
        }
        return sort.order;
    }

    private boolean less(int a, int b) {
        return Long.compareUnsigned(starts[a], starts[b]) < 0;
    }

    private void swap(int i, int j) {
        int kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }

    private void partitions(int from, int to, int depth) {
        int end = to;
        for (int left = depth; end - from > SHORT; left--) {
            if (left == 0) {
                heap(from, end);
                return;
            }
            int cut = partition(from, end);
            partitions(cut, end, left - 1);
            end = cut;
        }
    }

    /** Moves the median of three to the front and parts the rest by it. */
    private int partition(int from, int to) {
        swap(from, median(from + 1, from + (to - from) / 2, to - 1));
        int pivot = order[from];
        int low = from + 1;
        int high = to;
        while (true) {
            while (less(order[low], pivot)) {
                low++;
            }
            high--;
            while (less(pivot, order[high])) {
                high--;
            }
            if (low >= high) {
                return low;
            }
            swap(low, high);
            low++;
        }
    }

    private int median(int a, int b, int c) {
        if (less(order[a], order[b])) {
            return less(order[b], order[c]) ? b : less(order[a], order[c]) ? c : a;
        }
        return less(order[a], order[c]) ? a : less(order[b], order[c]) ? c : b;
    }

    /** An element less than the first of all goes to the front at once, the others sink. */
    private void insertions(int count) {
        for (int i = 1; i < count; i++) {
            int moved = order[i];
            if (i < SHORT && less(moved, order[0])) {
                System.arraycopy(order, 0, order, 1, i);
                order[0] = moved;
            } else {
                int hole = i;
                while (less(moved, order[hole - 1])) {
                    order[hole] = order[hole - 1];
                    hole--;
                }
                order[hole] = moved;
            }
        }
    }

    /** Where partitions come out too unequal, heapsort bounds the time. */
    private void heap(int from, int to) {
        int length = to - from;
        for (int parent = (length - 2) / 2; parent >= 0; parent--) {
            sift(from, parent, length, order[from + parent]);
        }
        for (int end = length - 1; end > 0; end--) {
            int last = order[from + end];
            order[from + end] = order[from];
            sift(from, 0, end, last);
        }
    }

    /** Takes the hole down to a leaf and the element up from there. */
    private void sift(int from, int top, int length, int element) {
        int hole = top;
        for (int child = 2 * hole + 2; child <= length; child = 2 * hole + 2) {
            if (child == length || less(order[from + child], order[from + child - 1])) {
                child--;
            }
            order[from + hole] = order[from + child];
            hole = child;
        }
        for (int parent = (hole - 1) / 2; hole > top && less(order[from + parent], element); parent = (hole - 1) / 2) {
            order[from + hole] = order[from + parent];
            hole = parent;
        }
        order[from + hole] = element;
    }
}
