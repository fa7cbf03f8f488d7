package io.polyprobe.target;

import io.polyprobe.object.MapSpec;
import org.jspecify.annotations.Nullable;

/**
 * A map, seen from user space as {@code bpf(2)} shows it. Keys and values are raw bytes; a per-CPU map's value is the
 * values of all possible CPUs in a row, each padded to 8 bytes.
 *
 * <p>Failures are {@link io.polyprobe.diag.TargetException}s that name the map and the reason (E2BIG and so on).
 */
public interface BpfMap {
    /** The map as it was created: {@code maxEntries} holds the real number. */
    MapSpec spec();

    /** Bytes of a value as {@link #lookup} returns it. */
    int userValueSize();

    /** The value of a key, or null where there is none. */
    byte @Nullable [] lookup(byte[] key);

    /** Creates or replaces a value according to {@code flags} ({@code BPF_ANY} 0, {@code BPF_NOEXIST} 1, {@code BPF_EXIST} 2). */
    void update(byte[] key, byte[] value, long flags);

    /** Removes a key; says whether it was there. */
    boolean delete(byte[] key);

    /** The key after the given one, the first for null, or null at the end. */
    byte @Nullable [] nextKey(byte @Nullable [] key);
}
