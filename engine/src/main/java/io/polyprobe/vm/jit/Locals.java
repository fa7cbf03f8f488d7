package io.polyprobe.vm.jit;

/**
 * Which local variables of a method hold what. The first are parameters: the run, the depth of the frame, and r1 to r5
 * or, in a part of a long function, the array that holds all registers between parts.
 */
final class Locals {
    static final int RUN = 0;
    static final int DEPTH = 1;

    /** r1, or in a part of a function the array with all registers. */
    static final int FIRST = 2;

    /** In a part, the slot to begin at. */
    static final int ENTRY = 3;

    static final int REMAINING = 24;
    static final int ADDRESS = 26;
    static final int OLD = 28;
    static final int REGISTERS = 30;
    static final int NEXT = 31;

    private static final int R0 = 12;

    private Locals() {}

    /** r1 to r5 first, as parameters; then r0 and r6 to r10. */
    static int register(int number) {
        return switch (number) {
            case 0 -> R0;
            case 1, 2, 3, 4, 5 -> FIRST + 2 * (number - 1);
            default -> R0 + 2 * (number - 5);
        };
    }

    /** What a local variable is called in listings. */
    static String name(int local, boolean part) {
        return switch (local) {
            case RUN -> "run";
            case DEPTH -> "depth";
            case FIRST -> part ? "registers" : "r1";
            case ENTRY -> "entry";
            case R0 -> "r0";
            case REMAINING -> "remaining";
            case ADDRESS -> "address";
            case OLD -> "old";
            case REGISTERS -> "registers";
            case NEXT -> "next";
            default -> "r" + (local < R0 ? 1 + (local - FIRST) / 2 : 5 + (local - R0) / 2);
        };
    }
}
