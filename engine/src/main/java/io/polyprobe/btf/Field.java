package io.polyprobe.btf;

/**
 * Where a field lies.
 *
 * @param type id of its type
 * @param bitOffset from the start of the type that was asked
 * @param bitSize 0 where it is no bit field
 */
public record Field(int type, long bitOffset, int bitSize) {
    /** Bytes from the start; for a bit field those before its first bit. */
    public long offset() {
        return bitOffset >> 3;
    }
}
