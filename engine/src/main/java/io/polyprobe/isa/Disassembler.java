package io.polyprobe.isa;

import java.util.List;

/**
 * Writes instructions as LLVM does ({@code llvm-objdump -d}, with the 32-bit registers that clang has used by default
 * since cpu v3). Where LLVM's text is ambiguous or silent the text is ours, and the {@link Assembler} reads it back:
 * {@code call pc+5} for a function of the program, {@code call btf 7} for a kernel function,
 * {@code skb[r1 + 4]} for a legacy load with both register and immediate.
 */
public final class Disassembler {
    private Disassembler() {}

    /**
     * One instruction's text.
     *
     * @throws io.polyprobe.diag.ObjectException where it is not an instruction
     */
    public static String text(Instruction instruction) {
        return InstructionSet.opcode(instruction).syntax().getFirst().print(instruction);
    }

    /** One line for each instruction: its slot, a colon, its text. */
    public static String listing(List<Instruction> instructions) {
        var out = new StringBuilder();
        int slot = 0;
        for (Instruction instruction : instructions) {
            out.append("%4d: %s%n".formatted(slot, text(instruction)));
            slot += instruction.slots();
        }
        return out.toString();
    }
}
