package io.polyprobe.isa;

/** The conditions of jumps (RFC 9669, section 4.3): the one statement of their meaning. */
public enum Condition {
    EQ(0x10, "=="),
    GT(0x20, ">"),
    GE(0x30, ">="),
    /** The operands have a bit in common. */
    SET(0x40, "&"),
    NE(0x50, "!="),
    SGT(0x60, "s>"),
    SGE(0x70, "s>="),
    LT(0xa0, "<"),
    LE(0xb0, "<="),
    SLT(0xc0, "s<"),
    SLE(0xd0, "s<=");

    private final int code;
    private final String symbol;

    Condition(int code, String symbol) {
        this.code = code;
        this.symbol = symbol;
    }

    /** The condition's bits of the opcode byte. */
    int code() {
        return code;
    }

    /** How LLVM writes it. */
    String symbol() {
        return symbol;
    }

    /** The 64-bit form ({@code JMP}). */
    public boolean holds(long dst, long src) {
        return switch (this) {
            case EQ -> dst == src;
            case GT -> Long.compareUnsigned(dst, src) > 0;
            case GE -> Long.compareUnsigned(dst, src) >= 0;
            case SET -> (dst & src) != 0;
            case NE -> dst != src;
            case SGT -> dst > src;
            case SGE -> dst >= src;
            case LT -> Long.compareUnsigned(dst, src) < 0;
            case LE -> Long.compareUnsigned(dst, src) <= 0;
            case SLT -> dst < src;
            case SLE -> dst <= src;
        };
    }

    /** The 32-bit form ({@code JMP32}). Sign extension keeps both orders, equality and common bits. */
    public boolean holds(int dst, int src) {
        return holds((long) dst, (long) src);
    }
}
