package io.polyprobe.classic;

import java.util.List;

/**
 * One instruction of classic BPF: {@code struct sock_filter}.
 *
 * @param code 16 bits: a class, and what it does
 * @param jt how many instructions a conditional jump skips where its condition holds, 0 to 255
 * @param jf the same where it does not hold
 * @param k the operand: 32 bits
 */
public record ClassicInstruction(int code, int jt, int jf, int k) {
    // Classes.
    static final int LD = 0x00;
    static final int LDX = 0x01;
    static final int ST = 0x02;
    static final int STX = 0x03;
    static final int ALU = 0x04;
    static final int JMP = 0x05;
    static final int RET = 0x06;
    static final int MISC = 0x07;

    // Where loads get it from.
    static final int IMM = 0x00;
    static final int ABS = 0x20;
    static final int IND = 0x40;
    static final int MEM = 0x60;
    static final int LEN = 0x80;
    static final int MSH = 0xa0;

    // How much packet loads get.
    static final int W = 0x00;
    static final int H = 0x08;
    static final int B = 0x10;

    // What arithmetic does.
    static final int ADD = 0x00;
    static final int SUB = 0x10;
    static final int MUL = 0x20;
    static final int DIV = 0x30;
    static final int OR = 0x40;
    static final int AND = 0x50;
    static final int LSH = 0x60;
    static final int RSH = 0x70;
    static final int NEG = 0x80;
    static final int MOD = 0x90;
    static final int XOR = 0xa0;

    // What jumps ask.
    static final int JA = 0x00;
    static final int JEQ = 0x10;
    static final int JGT = 0x20;
    static final int JGE = 0x30;
    static final int JSET = 0x40;

    // The other operand of arithmetic, jumps and returns.
    static final int K = 0x00;
    static final int X = 0x08;
    static final int A = 0x10;

    static final int TAX = 0x00;
    static final int TXA = 0x80;

    /** {@code BPF_MEMWORDS}: words of memory. */
    static final int MEMORY_WORDS = 16;

    /** The class: one of {@link #LD} to {@link #MISC}. */
    int kind() {
        return code & 0x07;
    }

    /** The operation of arithmetic and jumps. */
    int operation() {
        return code & 0xf0;
    }

    /** Where a load gets it from. */
    int mode() {
        return code & 0xe0;
    }

    /** How much a packet load gets. */
    int size() {
        return code & 0x18;
    }

    /** Whether the other operand is X rather than k. */
    boolean usesX() {
        return (code & X) != 0;
    }

    /** Whether it may go on elsewhere than at the next instruction, as far as it goes on. */
    boolean isJump() {
        return kind() == JMP;
    }

    /** Whether it asks for something beside the packet, which may not exist: see {@link Extension}. */
    boolean isExtension() {
        return kind() == LD && mode() == ABS && k >= Extension.BASE && k < 0;
    }

    /** Where a jump that is the instruction of that index may lead: first where its condition holds; nowhere for others. */
    List<Long> targets(int index) {
        long next = index + 1L;
        if (!isJump()) {
            return List.of();
        }
        return operation() == JA ? List.of(next + unsigned()) : List.of(next + jt, next + jf);
    }

    /** k as the number that it is for people. */
    long unsigned() {
        return Integer.toUnsignedLong(k);
    }
}
