package io.polyprobe.isa;

/**
 * One BPF instruction (RFC 9669, section 3).
 *
 * @param opcode the opcode byte, 0 to 255
 * @param dst destination register, 0 to 15 as encoded
 * @param src source register or pseudo source, 0 to 15 as encoded
 * @param offset signed 16-bit offset
 * @param imm immediate: signed 32 bits, or all 64 of a wide instruction, whose first slot holds the low half
 */
public record Instruction(int opcode, int dst, int src, int offset, long imm) {
    /** Opcode of the only wide instruction, {@code BPF_LD | BPF_IMM | BPF_DW}. */
    public static final int LDDW = 0x18;

    /** The unit of jump distances and of positions in a program. */
    public static final int SLOT_BYTES = 8;

    /** Whether this instruction takes two slots of 8 bytes. */
    public boolean isWide() {
        return opcode == LDDW;
    }

    /** How many slots of 8 bytes it takes: jump offsets count slots. */
    public int slots() {
        return isWide() ? 2 : 1;
    }
}
