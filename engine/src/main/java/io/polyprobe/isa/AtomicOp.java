package io.polyprobe.isa;

/**
 * The atomic instructions (RFC 9669, section 5.3), and the ordered loads and stores that Linux added to their encoding
 * (the kernel's {@code Documentation/bpf/standardization/instruction-set.rst} does not have them yet; the constants are
 * in {@code include/uapi/linux/bpf.h}).
 */
public enum AtomicOp {
    ADD(0x00, "+="),
    OR(0x40, "|="),
    AND(0x50, "&="),
    XOR(0xa0, "^="),
    FETCH_ADD(0x01, "atomic_fetch_add"),
    FETCH_OR(0x41, "atomic_fetch_or"),
    FETCH_AND(0x51, "atomic_fetch_and"),
    FETCH_XOR(0xa1, "atomic_fetch_xor"),
    XCHG(0xe1, "xchg"),
    /** Compares with r0, which receives what was there before. */
    CMPXCHG(0xf1, "cmpxchg"),
    /** {@code dst = load(src + offset)}: the registers' roles are a load's. */
    LOAD_ACQUIRE(0x100, "load_acquire"),
    STORE_RELEASE(0x110, "store_release");

    private final int code;
    private final String symbol;

    AtomicOp(int code, String symbol) {
        this.code = code;
        this.symbol = symbol;
    }

    /** What the immediate holds. */
    int code() {
        return code;
    }

    /** How LLVM writes it. */
    String symbol() {
        return symbol;
    }

    /** Whether it exists for this size: read-modify-write needs 4 or 8 bytes, the ordered moves take any. */
    public boolean has(Size size) {
        return size.bytes() >= 4 || this == LOAD_ACQUIRE || this == STORE_RELEASE;
    }

    /** Whether the source register receives what memory held before. */
    public boolean fetches() {
        return switch (this) {
            case FETCH_ADD, FETCH_OR, FETCH_AND, FETCH_XOR, XCHG -> true;
            default -> false;
        };
    }

    /**
     * What memory holds afterwards; cut it to the size.
     *
     * @param old what it held before, zero-extended
     * @param operand the source register
     * @param expected r0 cut to the size; only {@link #CMPXCHG} looks at it
     */
    public long apply(long old, long operand, long expected) {
        return switch (this) {
            case ADD, FETCH_ADD -> old + operand;
            case OR, FETCH_OR -> old | operand;
            case AND, FETCH_AND -> old & operand;
            case XOR, FETCH_XOR -> old ^ operand;
            case XCHG, STORE_RELEASE -> operand;
            case CMPXCHG -> old == expected ? operand : old;
            case LOAD_ACQUIRE -> old;
        };
    }
}
