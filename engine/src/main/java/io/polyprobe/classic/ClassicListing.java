package io.polyprobe.classic;

import static io.polyprobe.classic.ClassicInstruction.*;

import java.util.List;

/** A filter as text, as {@code tcpdump -d} prints it. */
final class ClassicListing {
    private ClassicListing() {}

    static String of(List<ClassicInstruction> filter) {
        var out = new StringBuilder();
        for (int index = 0; index < filter.size(); index++) {
            out.append(line(index, filter.get(index))).append('\n');
        }
        return out.toString();
    }

    private static String line(int index, ClassicInstruction instruction) {
        String operand = operand(index, instruction);
        if (instruction.isJump() && instruction.operation() != JA) {
            return "(%03d) %-8s %-16s jt %d\tjf %d"
                    .formatted(
                            index,
                            name(instruction),
                            operand,
                            index + 1 + instruction.jt(),
                            index + 1 + instruction.jf());
        }
        return "(%03d) %-8s %s".formatted(index, name(instruction), operand);
    }

    private static String name(ClassicInstruction instruction) {
        return switch (instruction.kind()) {
            case LD -> "ld" + suffix(instruction);
            case LDX -> "ldx" + suffix(instruction);
            case ST -> "st";
            case STX -> "stx";
            case ALU ->
                switch (instruction.operation()) {
                    case ADD -> "add";
                    case SUB -> "sub";
                    case MUL -> "mul";
                    case DIV -> "div";
                    case OR -> "or";
                    case AND -> "and";
                    case LSH -> "lsh";
                    case RSH -> "rsh";
                    case NEG -> "neg";
                    case MOD -> "mod";
                    default -> "xor";
                };
            case JMP ->
                switch (instruction.operation()) {
                    case JA -> "ja";
                    case JEQ -> "jeq";
                    case JGT -> "jgt";
                    case JGE -> "jge";
                    default -> "jset";
                };
            case RET -> "ret";
            default -> instruction.code() == (MISC | TAX) ? "tax" : "txa";
        };
    }

    private static String suffix(ClassicInstruction instruction) {
        return switch (instruction.size()) {
            case H -> "h";
            case B -> "b";
            default -> "";
        };
    }

    private static String operand(int index, ClassicInstruction instruction) {
        long k = instruction.unsigned();
        return switch (instruction.kind()) {
            case LD, LDX ->
                switch (instruction.mode()) {
                    case ABS -> "[%d]".formatted(instruction.k());
                    case IND -> "[x + %d]".formatted(instruction.k());
                    case MEM -> "M[%d]".formatted(k);
                    case LEN -> "#pktlen";
                    case MSH -> "4*([%d]&0xf)".formatted(k);
                    default -> "#0x%x".formatted(k);
                };
            case ST, STX -> "M[%d]".formatted(k);
            case ALU -> arithmetic(instruction);
            case JMP ->
                instruction.operation() == JA
                        ? Long.toString(index + 1 + k)
                        : instruction.usesX() ? "x" : "#0x%x".formatted(k);
            case RET -> instruction.code() == (RET | A) ? "" : "#%d".formatted(k);
            default -> "";
        };
    }

    private static String arithmetic(ClassicInstruction instruction) {
        if (instruction.operation() == NEG) {
            return "";
        }
        if (instruction.usesX()) {
            return "x";
        }
        return switch (instruction.operation()) {
            case AND, OR, XOR -> "#0x%x".formatted(instruction.k());
            default -> "#%d".formatted(instruction.unsigned());
        };
    }
}
