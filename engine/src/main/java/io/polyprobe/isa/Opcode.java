package io.polyprobe.isa;

import java.util.List;

/**
 * A row of the instruction set's table: an opcode byte, and the fields that tell its meanings apart.
 *
 * @param code the opcode byte
 * @param operation what it does
 * @param syntax how it is written; the first is LLVM's and printed, the others are only read
 */
record Opcode(int code, Range dst, Range src, Range offset, Range imm, Operation operation, List<Syntax> syntax) {
    /** Whether an instruction is one of this row. */
    boolean matches(Instruction instruction) {
        return instruction.opcode() == code
                && dst.contains(instruction.dst())
                && src.contains(instruction.src())
                && offset.contains(instruction.offset())
                && imm.contains(instruction.imm());
    }
}
