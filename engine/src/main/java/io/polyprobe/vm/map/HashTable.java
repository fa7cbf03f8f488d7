package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code BPF_MAP_TYPE_HASH}, {@code PERCPU_HASH} and {@code LRU_HASH}: chains in a table of buckets, as in Linux, so
 * that iteration by "the key after this one" costs the same for each key. The order of keys is that of their hashes,
 * which no random seed disturbs: the same updates give the same order.
 *
 * <p>A full LRU table makes room by dropping the key that programs have left alone for longest. Linux drops one of the
 * oldest, which one depends on the CPUs.
 */
final class HashTable extends Table {
    /** Buckets to begin with; the table doubles when it holds as many entries. */
    private static final int FIRST_BUCKETS = 64;

    private final Slots slots;
    private final boolean dropsOldest;
    /** In the order of their last use where it matters. */
    private final UseOrder order = new UseOrder();

    private @Nullable Entry[] buckets = new @Nullable Entry[FIRST_BUCKETS];
    private int count;

    static final class Entry extends UseOrder.Link {
        final byte[] key;
        final int hash;
        final MemorySegment value;

        @Nullable
        Entry next;

        Entry(byte[] key, int hash, MemorySegment value, @Nullable Entry next) {
            this.key = key;
            this.hash = hash;
            this.value = value;
            this.next = next;
        }
    }

    /** @param slots with room for the values of all CPUs */
    HashTable(MapSpec spec, Place place, Slots slots, int rows, boolean dropsOldest) {
        super(spec, place, rows);
        this.slots = slots;
        this.dropsOldest = dropsOldest;
    }

    @Override
    public long find(byte[] key, int cpu) {
        Entry entry = entry(key);
        if (entry == null) {
            return 0;
        }
        use(entry);
        return entry.value.address() + row(cpu);
    }

    @Override
    public int put(byte[] key, byte[] value, long flags, int cpu) {
        return put(key, flags, entry -> write(entry.value, row(cpu), value, 0));
    }

    @Override
    int putAsUser(byte[] key, byte[] value, long flags) {
        return put(key, flags, entry -> writeRows(entry.value, value));
    }

    private interface Writer {
        void write(Entry entry);
    }

    private int put(byte[] key, long flags, Writer writer) {
        if (flags < 0 || flags > EXIST) {
            return Errno.EINVAL.result();
        }
        Entry entry = entry(key);
        if (entry != null && flags == NOEXIST) {
            return Errno.EEXIST.result();
        }
        if (entry == null && flags == EXIST) {
            return Errno.ENOENT.result();
        }
        if (entry == null) {
            if (count == spec().maxEntries() && !dropOldest()) {
                return Errno.E2BIG.result();
            }
            entry = add(key);
        }
        use(entry);
        writer.write(entry);
        return 0;
    }

    private boolean dropOldest() {
        return dropsOldest && order.oldest() instanceof Entry entry && remove(entry.key) == 0;
    }

    private void use(Entry entry) {
        if (dropsOldest) {
            order.used(entry);
        }
    }

    private Entry add(byte[] key) {
        if (count == buckets.length) {
            grow();
        }
        int hash = hash(key);
        int bucket = hash & (buckets.length - 1);
        var entry = new Entry(key.clone(), hash, slots.take(), buckets[bucket]);
        entry.value.fill((byte) 0);
        buckets[bucket] = entry;
        count++;
        return entry;
    }

    @Override
    public int remove(byte[] key) {
        int bucket = hash(key) & (buckets.length - 1);
        Entry previous = null;
        for (Entry entry = buckets[bucket]; entry != null; entry = entry.next) {
            if (Arrays.equals(entry.key, key)) {
                if (previous == null) {
                    buckets[bucket] = entry.next;
                } else {
                    previous.next = entry.next;
                }
                count--;
                order.gone(entry);
                slots.release(entry.value);
                return 0;
            }
            previous = entry;
        }
        return Errno.ENOENT.result();
    }

    @Override
    public byte @Nullable [] lookup(byte[] key) {
        requireReadable(key, "lookup");
        Entry entry = entry(key);
        return entry == null ? null : copy(entry.value);
    }

    @Override
    public byte @Nullable [] nextKey(byte @Nullable [] key) {
        requireReadable(key, "next key");
        Entry entry = key == null ? null : entry(key);
        if (entry == null) {
            return firstFrom(0); // Linux too begins anew after a key that has gone
        }
        return entry.next != null ? entry.next.key.clone() : firstFrom((entry.hash & (buckets.length - 1)) + 1);
    }

    private byte @Nullable [] firstFrom(int bucket) {
        for (int i = bucket; i < buckets.length; i++) {
            Entry entry = buckets[i];
            if (entry != null) {
                return entry.key.clone();
            }
        }
        return null;
    }

    private @Nullable Entry entry(byte[] key) {
        int hash = hash(key);
        for (Entry entry = buckets[hash & (buckets.length - 1)]; entry != null; entry = entry.next) {
            if (entry.hash == hash && Arrays.equals(entry.key, key)) {
                return entry;
            }
        }
        return null;
    }

    private void grow() {
        var old = buckets;
        buckets = new @Nullable Entry[old.length * 2];
        for (Entry chain : old) {
            Entry entry = chain;
            while (entry != null) {
                Entry next = entry.next;
                int bucket = entry.hash & (buckets.length - 1);
                entry.next = buckets[bucket];
                buckets[bucket] = entry;
                entry = next;
            }
        }
    }

    /** Spreads {@link Arrays#hashCode} to the low bits, by the finaliser of MurmurHash3. */
    private static int hash(byte[] key) {
        int h = Arrays.hashCode(key);
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return h ^ (h >>> 16);
    }
}
