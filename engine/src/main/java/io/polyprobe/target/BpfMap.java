package io.polyprobe.target;

import io.polyprobe.object.MapSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A map, seen from user space as {@code bpf(2)} shows it. Keys and values are raw bytes; a per-CPU map's value is the
 * values of all possible CPUs in a row, each padded to 8 bytes.
 *
 * <p>Queues and stacks have keys of no bytes: {@link #update} pushes, {@link #lookup} peeks at what comes next and
 * {@link #lookupAndDelete} pops it. So do bloom filters, which {@link #update} adds to and {@link #mayHold} asks.
 *
 * <p>Failures are {@link io.polyprobe.diag.TargetException}s that name the map and the reason (E2BIG and so on).
 */
public interface BpfMap {
    /** The map as it was created: {@code maxEntries} holds the real number. */
    MapSpec spec();

    /** What stands for it in a map of maps: in the kernel its file descriptor. */
    int fd();

    /** Bytes of a value as {@link #lookup} returns it. */
    int userValueSize();

    /** The value of a key, or null where there is none. */
    default byte @Nullable [] lookup(byte[] key) {
        return lookup(key, 0);
    }

    /**
     * The value of a key, or null where there is none.
     *
     * @param flags {@code BPF_F_LOCK} 4: not while a program holds the {@code struct bpf_spin_lock} in it
     */
    byte @Nullable [] lookup(byte[] key, long flags);

    /**
     * Creates or replaces a value.
     *
     * @param flags {@code BPF_ANY} 0, {@code BPF_NOEXIST} 1, {@code BPF_EXIST} 2, and {@code BPF_F_LOCK} 4 as in
     *     {@link #lookup(byte[], long)}
     */
    void update(byte[] key, byte[] value, long flags);

    /** Removes a key; says whether it was there. */
    boolean delete(byte[] key);

    /** The key after the given one, the first for null, or null at the end. */
    byte @Nullable [] nextKey(byte @Nullable [] key);

    /** Removes a key; gives its value, or null where it was not there. */
    default byte @Nullable [] lookupAndDelete(byte[] key) {
        return lookupAndDelete(key, 0);
    }

    /** Removes a key; gives its value, or null where it was not there. Flags are those of {@link #lookup(byte[], long)}. */
    byte @Nullable [] lookupAndDelete(byte[] key, long flags);

    /** Whether a bloom filter may hold a value; where it says no, it does not. */
    boolean mayHold(byte[] value);

    /** Leaves a sample for programs in a user ring buffer; false where there is no room for it now. */
    boolean submit(byte[] sample);

    /** Makes it read-only for user space, for ever ({@code BPF_MAP_FREEZE}); programs are not concerned. */
    void freeze();

    /** All entries. Those that programs change meanwhile may be missing, or there twice. */
    default List<Entry> lookupBatch() {
        var entries = new ArrayList<Entry>();
        for (byte[] key = nextKey(null); key != null; key = nextKey(key)) {
            byte[] value = lookup(key);
            if (value != null) {
                entries.add(new Entry(key, value));
            }
        }
        return entries;
    }

    /** Removes all entries and gives them; an entry that a program adds meanwhile stays or is among them. */
    default List<Entry> lookupAndDeleteBatch() {
        var entries = new ArrayList<Entry>();
        byte[] key = nextKey(null);
        while (key != null) {
            byte[] next = nextKey(key);
            byte[] value = lookupAndDelete(key);
            if (value != null) {
                entries.add(new Entry(key, value));
            }
            key = next;
        }
        return entries;
    }

    /** Creates or replaces entries, in their order; a failure leaves those before it done. */
    default void updateBatch(List<Entry> entries, long flags) {
        entries.forEach(entry -> update(entry.key(), entry.value(), flags));
    }

    /** Removes keys; says how many of them were there. */
    default int deleteBatch(List<byte[]> keys) {
        return (int) keys.stream().filter(this::delete).count();
    }

    /**
     * A key with its value.
     *
     * @param value as {@link #lookup} gives it
     */
    record Entry(byte[] key, byte[] value) {}
}
