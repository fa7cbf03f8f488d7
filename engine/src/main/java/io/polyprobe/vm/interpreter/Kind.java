package io.polyprobe.vm.interpreter;

/** What the interpreter's loop switches over: constants, since a dense switch over numbers is what it has to be. */
final class Kind {
    /** Not to be executed; {@link Code#refusal} says why. */
    static final int REFUSED = 0;

    static final int ALU64_REGISTER = 1;
    static final int ALU64_IMMEDIATE = 2;
    static final int ALU32_REGISTER = 3;
    static final int ALU32_IMMEDIATE = 4;
    static final int SWAP = 5;
    static final int LOAD_WIDE = 6;
    static final int LOAD = 7;
    static final int LOAD_SIGNED = 8;
    static final int STORE_REGISTER = 9;
    static final int STORE_IMMEDIATE = 10;
    static final int ATOMIC = 11;
    static final int JUMP64_REGISTER = 12;
    static final int JUMP64_IMMEDIATE = 13;
    static final int JUMP32_REGISTER = 14;
    static final int JUMP32_IMMEDIATE = 15;
    static final int GOTO = 16;
    static final int MAY_GOTO = 17;
    static final int CALL_HELPER = 18;
    static final int CALL_LOCAL = 19;
    static final int EXIT = 20;

    private Kind() {}
}
