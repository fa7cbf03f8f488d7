package io.polyprobe.isa;

/**
 * What the arithmetic and logic instructions compute (RFC 9669, section 4.1): the one statement of their meaning.
 *
 * <p>{@link #apply(long, long)} is the 64-bit form ({@code ALU64}), {@link #apply(int, int)} the 32-bit form
 * ({@code ALU}), whose result is zero-extended into the register. Unary operations ignore one operand.
 */
public enum AluOp {
    ADD(0x00, 0, "+="),
    SUB(0x10, 0, "-="),
    MUL(0x20, 0, "*="),
    DIV(0x30, 0, "/="),
    SDIV(0x30, 1, "s/="),
    OR(0x40, 0, "|="),
    AND(0x50, 0, "&="),
    LSH(0x60, 0, "<<="),
    RSH(0x70, 0, ">>="),
    NEG(0x80, 0, "-"),
    MOD(0x90, 0, "%="),
    SMOD(0x90, 1, "s%="),
    XOR(0xa0, 0, "^="),
    MOV(0xb0, 0, "="),
    MOVSX8(0xb0, 8, "(s8)"),
    MOVSX16(0xb0, 16, "(s16)"),
    /** Only in the 64-bit form. */
    MOVSX32(0xb0, 32, "(s32)"),
    ARSH(0xc0, 0, "s>>=");

    private final int code;
    private final int offset;
    private final String symbol;

    AluOp(int code, int offset, String symbol) {
        this.code = code;
        this.offset = offset;
        this.symbol = symbol;
    }

    /** The operation's bits of the opcode byte. */
    int code() {
        return code;
    }

    /** What the offset field holds to tell this operation from others of the same code. */
    int offset() {
        return offset;
    }

    /** How LLVM writes it: an assignment operator, or a prefix of the source for unary operations and casts. */
    String symbol() {
        return symbol;
    }

    /** Whether the source is a register only, never an immediate. */
    public boolean isCast() {
        return switch (this) {
            case MOVSX8, MOVSX16, MOVSX32 -> true;
            default -> false;
        };
    }

    /** Whether it divides, with or without a sign, for the quotient or the rest. */
    public boolean isDivision() {
        return switch (this) {
            case DIV, SDIV, MOD, SMOD -> true;
            default -> false;
        };
    }

    /** The 64-bit form. Shift counts use their low six bits; division by zero gives 0, modulo by zero the dividend. */
    public long apply(long dst, long src) {
        return switch (this) {
            case ADD -> dst + src;
            case SUB -> dst - src;
            case MUL -> dst * src;
            case DIV -> src == 0 ? 0 : Long.divideUnsigned(dst, src);
            // The least number divided by -1 is itself, in Java as in the RFC.
            case SDIV -> src == 0 ? 0 : dst / src;
            case OR -> dst | src;
            case AND -> dst & src;
            case LSH -> dst << src;
            case RSH -> dst >>> src;
            case NEG -> -dst;
            case MOD -> src == 0 ? dst : Long.remainderUnsigned(dst, src);
            case SMOD -> src == 0 ? dst : dst % src;
            case XOR -> dst ^ src;
            case MOV -> src;
            case MOVSX8 -> (byte) src;
            case MOVSX16 -> (short) src;
            case MOVSX32 -> (int) src;
            case ARSH -> dst >> src;
        };
    }

    /** The 32-bit form. Shift counts use their low five bits; division by zero gives 0, modulo by zero the dividend. */
    public int apply(int dst, int src) {
        return switch (this) {
            case ADD -> dst + src;
            case SUB -> dst - src;
            case MUL -> dst * src;
            case DIV -> src == 0 ? 0 : Integer.divideUnsigned(dst, src);
            case SDIV -> src == 0 ? 0 : dst / src;
            case OR -> dst | src;
            case AND -> dst & src;
            case LSH -> dst << src;
            case RSH -> dst >>> src;
            case NEG -> -dst;
            case MOD -> src == 0 ? dst : Integer.remainderUnsigned(dst, src);
            case SMOD -> src == 0 ? dst : dst % src;
            case XOR -> dst ^ src;
            case MOV, MOVSX32 -> src;
            case MOVSX8 -> (byte) src;
            case MOVSX16 -> (short) src;
            case ARSH -> dst >> src;
        };
    }
}
