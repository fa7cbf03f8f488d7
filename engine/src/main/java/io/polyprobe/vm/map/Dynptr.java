package io.polyprobe.vm.map;

/**
 * {@code struct bpf_dynptr}: 16 bytes of a program's that point to memory whose size is known when it runs. What is in
 * them is the kernel's affair; here it is an address, how many bytes, and four bytes of zeros. A program that writes them
 * itself gains nothing: what they point to is checked like any pointer.
 */
public final class Dynptr {
    public static final int BYTES = 16;

    /** {@code DYNPTR_MAX_SIZE}: the largest size. */
    public static final long MOST = (1 << 24) - 1;

    private Dynptr() {}

    /** Points to memory. */
    public static void set(long dynptr, long address, int size) {
        Raw.setLong(dynptr, address);
        Raw.setLong(dynptr + Long.BYTES, Integer.toUnsignedLong(size));
    }

    /** Points nowhere. */
    public static void clear(long dynptr) {
        set(dynptr, 0, 0);
    }

    /** Where it points, 0 for nowhere. */
    public static long address(long dynptr) {
        return Raw.getLong(dynptr);
    }

    public static int size(long dynptr) {
        return Raw.getInt(dynptr + Long.BYTES);
    }
}
