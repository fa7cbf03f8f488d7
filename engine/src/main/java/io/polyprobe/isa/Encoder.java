package io.polyprobe.isa;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Turns instructions into bytes (RFC 9669, section 3). */
public final class Encoder {
    private Encoder() {}

    /**
     * The bytes of a program.
     *
     * @param order the order of the machine that will run it; it also decides which half of the register byte is whose
     * @throws io.polyprobe.diag.ObjectException where an instruction is not one
     */
    public static byte[] encode(List<Instruction> instructions, ByteOrder order) {
        int slots = instructions.stream().mapToInt(Instruction::slots).sum();
        ByteBuffer out = ByteBuffer.allocate(slots * Instruction.SLOT_BYTES).order(order);
        for (Instruction instruction : instructions) {
            InstructionSet.opcode(instruction);
            put(out, instruction.opcode(), registers(instruction, order), instruction.offset(), (int)
                    instruction.imm());
            if (instruction.isWide()) {
                put(out, 0, 0, 0, (int) (instruction.imm() >>> 32));
            }
        }
        return out.array();
    }

    private static int registers(Instruction instruction, ByteOrder order) {
        return order == ByteOrder.LITTLE_ENDIAN
                ? instruction.src() << 4 | instruction.dst()
                : instruction.dst() << 4 | instruction.src();
    }

    private static void put(ByteBuffer out, int opcode, int registers, int offset, int imm) {
        out.put((byte) opcode).put((byte) registers).putShort((short) offset).putInt(imm);
    }
}
