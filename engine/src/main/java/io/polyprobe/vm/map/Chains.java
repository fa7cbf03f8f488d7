package io.polyprobe.vm.map;

/**
 * The chains of a hash table: a bucket is the number of its first element and a lock, of {@value Long#BYTES} bytes. Who
 * changes a chain locks its bucket, and who reads locks nothing.
 *
 * <p>An element that was taken out may be put into another chain while someone reads along it. So the end of each chain
 * says whose end it is, and a reader who comes out elsewhere begins anew
 * ({@code Documentation/RCU/rculist_nulls.rst}).
 *
 * @param buckets keeps the memory that they lie in
 * @param heads where that begins
 * @param mask one less than how many there are, a power of 2
 */
record Chains(Places places, Block buckets, long heads, int mask, int keySize) {
    /** @param buckets memory for {@link #count(int)}, zeroed */
    static Chains of(Places places, Block buckets, int maxEntries, int keySize) {
        var chains = new Chains(places, buckets, buckets.address(), count(maxEntries) - 1, keySize);
        for (int bucket = 0; bucket <= chains.mask; bucket++) {
            Raw.setInt(chains.head(bucket), end(bucket));
        }
        return chains;
    }

    /** How many buckets a table has. */
    static int count(int maxEntries) {
        return Math.max(Integer.highestOneBit(maxEntries - 1) << 1, 1);
    }

    /** How many there are. */
    int count() {
        return mask + 1;
    }

    /** The bucket for a hash. */
    int bucket(int hash) {
        return hash & mask;
    }

    /** The first element of a chain, or a negative number. */
    int first(int bucket) {
        return Raw.acquireInt(head(bucket));
    }

    /** The element of a key, or a negative number. */
    int search(int hash, long key) {
        int bucket = bucket(hash);
        while (true) {
            int element = first(bucket);
            while (element >= 0) {
                if (is(element, hash, key)) {
                    return element;
                }
                element = places.next(element);
            }
            if (element == end(bucket)) {
                return element;
            }
        }
    }

    /** Whether an element is that of a key. */
    boolean is(int element, int hash, long key) {
        return places.hash(element) == hash && Raw.equal(places.key(element), key, keySize);
    }

    /** Makes an element the first of its chain, whose bucket is locked. */
    void link(int element, int bucket) {
        places.setNext(element, first(bucket));
        Raw.releaseInt(head(bucket), element);
    }

    /** Takes an element out of a chain, whose bucket is locked; false where it is not in it. */
    boolean unlink(int element, int bucket) {
        int previous = Elements.NONE;
        for (int each = first(bucket); each >= 0; each = places.next(each)) {
            if (each == element) {
                if (previous == Elements.NONE) {
                    Raw.releaseInt(head(bucket), places.next(element));
                } else {
                    places.setNext(previous, places.next(element));
                }
                return true;
            }
            previous = each;
        }
        return false;
    }

    void lock(int bucket) {
        SpinLock.lock(head(bucket) + Integer.BYTES);
    }

    void unlock(int bucket) {
        SpinLock.unlock(head(bucket) + Integer.BYTES);
    }

    /** What stands at the end of a bucket's chain. */
    private static int end(int bucket) {
        return ~bucket;
    }

    private long head(int bucket) {
        return heads + (long) bucket * Long.BYTES;
    }
}
