package io.polyprobe.object;

import io.polyprobe.isa.Instruction;
import java.util.Optional;

/** Writes what a CO-RE relocation came to into its instruction. */
final class CorePatch {
    private static final int CLASS_LDX = 1;
    private static final int CLASS_ST = 2;
    private static final int CLASS_STX = 3;
    private static final int CLASS_ALU = 4;
    private static final int CLASS_ALU64 = 7;
    private static final int SOURCE_REGISTER = 0x08;
    private static final int SIZE_BITS = 0x18;

    private CorePatch() {}

    /**
     * The instruction with the value in it, or empty where it does not fit.
     *
     * @param oldSize bytes that a load or store has now, 0 where its size stays, -1 where there must be none
     * @param newSize bytes that it is to have
     */
    static Optional<Instruction> apply(Instruction it, long value, long oldSize, long newSize) {
        if (it.isWide()) {
            return it.src() == 0
                    ? Optional.of(new Instruction(it.opcode(), it.dst(), 0, it.offset(), value))
                    : Optional.empty();
        }
        return switch (it.opcode() & 7) {
            case CLASS_ALU, CLASS_ALU64 ->
                (it.opcode() & SOURCE_REGISTER) == 0 && fits(value)
                        ? Optional.of(new Instruction(it.opcode(), it.dst(), it.src(), it.offset(), (int) value))
                        : Optional.empty();
            case CLASS_LDX, CLASS_ST, CLASS_STX -> access(it, value, oldSize, newSize);
            default -> Optional.empty();
        };
    }

    /** 32 bits, read with or without a sign. */
    private static boolean fits(long value) {
        return value == (int) value || value >>> 32 == 0;
    }

    private static Optional<Instruction> access(Instruction it, long value, long oldSize, long newSize) {
        int opcode = it.opcode();
        if (oldSize != 0) {
            int bits = sizeBits(newSize);
            if (bits < 0 || sizeBits(oldSize) != (opcode & SIZE_BITS)) {
                return Optional.empty();
            }
            opcode = (opcode & ~SIZE_BITS) | bits;
        }
        return value == (short) value
                ? Optional.of(new Instruction(opcode, it.dst(), it.src(), (int) value, it.imm()))
                : Optional.empty();
    }

    /** The size bits of an opcode (RFC 9669, section 5). */
    private static int sizeBits(long size) {
        return switch ((int) size) {
            case 4 -> 0x00;
            case 2 -> 0x08;
            case 1 -> 0x10;
            case 8 -> 0x18;
            default -> -1;
        };
    }
}
