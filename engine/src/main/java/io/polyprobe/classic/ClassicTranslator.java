package io.polyprobe.classic;

import static io.polyprobe.classic.ClassicInstruction.*;

import io.polyprobe.isa.Assembler;
import io.polyprobe.isa.Instruction;
import java.util.BitSet;
import java.util.List;

/**
 * Makes BPF of a filter: A is r0, X is r7, the packet r6, and the memory lies on the stack. Written as assembly, since
 * that says what it does.
 *
 * <p>What is done with A and X has 32 bits. A packet load that reaches beyond the packet ends the filter with 0, which
 * the instruction that stands for it does by itself ({@code LD_ABS} and {@code LD_IND}, RFC 9669, section 5.6); so does
 * division by an X of 0.
 */
final class ClassicTranslator {
    private final List<ClassicInstruction> filter;
    private final StringBuilder out = new StringBuilder();

    private ClassicTranslator(List<ClassicInstruction> filter) {
        this.filter = filter;
    }

    /** @param filter one that {@link ClassicCheck} has found nothing in, and {@link Extension} nothing unknown */
    static List<Instruction> translate(String name, List<ClassicInstruction> filter) {
        return Assembler.assemble(name, new ClassicTranslator(filter).text());
    }

    private String text() {
        line("r6 = r1");
        line("w0 = 0");
        line("w7 = 0");
        BitSet reached = reached();
        for (int index = 0; index < filter.size(); index++) {
            if (reached.get(index)) {
                out.append("L%d: ".formatted(index));
                translate(index, filter.get(index));
            }
        }
        return out.toString();
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    /** Classic filters may hold what nothing leads to, programs may not. */
    private BitSet reached() {
        var reached = new BitSet();
        reached.set(0);
        for (int index = 0; index < filter.size(); index++) {
            ClassicInstruction instruction = filter.get(index);
            if (!reached.get(index) || instruction.kind() == RET) {
                continue;
            }
            if (!instruction.isJump()) {
                reached.set(index + 1);
            }
            instruction.targets(index).forEach(target -> reached.set(target.intValue()));
        }
        return reached;
    }

    private void translate(int index, ClassicInstruction instruction) {
        int k = instruction.k();
        switch (instruction.kind()) {
            case LD -> load(instruction, "0");
            case LDX -> load(instruction, "7");
            case ST -> line("*(u32 *)(r10 - %d) = w0".formatted(word(k)));
            case STX -> line("*(u32 *)(r10 - %d) = w7".formatted(word(k)));
            case ALU -> arithmetic(instruction);
            case JMP -> jump(index, instruction);
            case RET -> {
                if (instruction.code() != (RET | A)) {
                    line("w0 = %d".formatted(k));
                }
                line("exit");
            }
            default -> line(instruction.code() == (MISC | TAX) ? "w7 = w0" : "w0 = w7");
        }
    }

    private static int word(int k) {
        return (MEMORY_WORDS - k) * Integer.BYTES;
    }

    private void load(ClassicInstruction instruction, String register) {
        int k = instruction.k();
        switch (instruction.mode()) {
            case ABS ->
                line(Extension.at(k)
                        .map(Extension::assembly)
                        .orElse("r0 = *(%s *)skb[%d]".formatted(type(instruction), k)));
            case IND -> line("r0 = *(%s *)skb[r7%s]".formatted(type(instruction), plus(k)));
            case MEM -> line("w%s = *(u32 *)(r10 - %d)".formatted(register, word(k)));
            case LEN -> line("w%s = *(u32 *)(r6 + 0)".formatted(register));
            case MSH -> {
                line("r8 = r0");
                line("r0 = *(u8 *)skb[%d]".formatted(k));
                line("w0 &= 15");
                line("w0 <<= 2");
                line("w7 = w0");
                line("r0 = r8");
            }
            default -> line("w%s = %d".formatted(register, k));
        }
    }

    private static String plus(int k) {
        return k == 0 ? "" : k < 0 ? " - " + -(long) k : " + " + k;
    }

    private static String type(ClassicInstruction instruction) {
        return switch (instruction.size()) {
            case H -> "u16";
            case B -> "u8";
            default -> "u32";
        };
    }

    private void arithmetic(ClassicInstruction instruction) {
        String operand = instruction.usesX() ? "w7" : Integer.toString(instruction.k());
        switch (instruction.operation()) {
            case NEG -> line("w0 = -w0");
            case DIV, MOD -> {
                if (instruction.usesX()) {
                    line("if w7 != 0 goto +2");
                    line("w0 = 0");
                    line("exit");
                }
                line("w0 %s= %s".formatted(instruction.operation() == DIV ? "/" : "%", operand));
            }
            default -> line("w0 %s= %s".formatted(symbol(instruction.operation()), operand));
        }
    }

    private static String symbol(int operation) {
        return switch (operation) {
            case ADD -> "+";
            case SUB -> "-";
            case MUL -> "*";
            case OR -> "|";
            case AND -> "&";
            case LSH -> "<<";
            case RSH -> ">>";
            default -> "^";
        };
    }

    private void jump(int index, ClassicInstruction jump) {
        List<Long> targets = jump.targets(index);
        if (jump.operation() == JA) {
            line("goto L%d".formatted(targets.getFirst()));
            return;
        }
        String condition = switch (jump.operation()) {
            case JEQ -> "==";
            case JGT -> ">";
            case JGE -> ">=";
            default -> "&";
        };
        String operand = jump.usesX() ? "w7" : Integer.toString(jump.k());
        line("if w0 %s %s goto L%d".formatted(condition, operand, targets.getFirst()));
        if (jump.jf() != 0) {
            line("goto L%d".formatted(targets.getLast()));
        }
    }
}
