package io.polyprobe.vm.interpreter;

/**
 * What the interpreter's loop switches over: constants, since a dense switch over numbers is what it has to be. The two
 * commonest operations have kinds of their own, so that the loop need not look for their meaning a second time.
 */
final class Kind {
    /** Not to be executed; {@link Code#refusal} says why. */
    static final int REFUSED = 0;

    // By register and by immediate, of 64 and of 32 bits, always in this order: CodeBuilder counts on it.
    static final int ALU64_REGISTER = 1;
    static final int ALU64_IMMEDIATE = 2;
    static final int ALU32_REGISTER = 3;
    static final int ALU32_IMMEDIATE = 4;
    static final int MOV64_REGISTER = 5;
    static final int MOV64_IMMEDIATE = 6;
    static final int MOV32_REGISTER = 7;
    static final int MOV32_IMMEDIATE = 8;
    static final int ADD64_REGISTER = 9;
    static final int ADD64_IMMEDIATE = 10;
    static final int ADD32_REGISTER = 11;
    static final int ADD32_IMMEDIATE = 12;
    static final int JUMP64_REGISTER = 13;
    static final int JUMP64_IMMEDIATE = 14;
    static final int JUMP32_REGISTER = 15;
    static final int JUMP32_IMMEDIATE = 16;

    static final int SWAP = 17;
    static final int LOAD_WIDE = 18;
    static final int LOAD = 19;
    static final int LOAD_SIGNED = 20;
    static final int STORE_REGISTER = 21;
    static final int STORE_IMMEDIATE = 22;
    static final int ATOMIC = 23;
    static final int GOTO = 24;
    static final int MAY_GOTO = 25;
    static final int CALL_HELPER = 26;
    static final int CALL_LOCAL = 27;
    static final int EXIT = 28;
    static final int LOAD_PACKET = 29;
    static final int LOAD_PACKET_INDIRECT = 30;

    // Of objects of the kernel that may be gone.
    static final int LOAD_PROBED = 31;
    static final int LOAD_PROBED_SIGNED = 32;

    private Kind() {}
}
