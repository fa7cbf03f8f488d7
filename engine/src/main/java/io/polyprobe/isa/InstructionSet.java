package io.polyprobe.isa;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.ObjectException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The whole instruction set: what each instruction does, and why anything else is none. */
public final class InstructionSet {
    private static final List<Opcode> TABLE = OpcodeTable.build();
    private static final List<List<Opcode>> BY_CODE = byCode();

    private InstructionSet() {}

    /** Every row. */
    static List<Opcode> table() {
        return TABLE;
    }

    /**
     * The row of an instruction.
     *
     * @throws ObjectException where it is not an instruction, with the reason
     */
    static Opcode opcode(Instruction instruction) {
        for (Opcode row : BY_CODE.get(instruction.opcode() & 0xff)) {
            if (row.matches(instruction)) {
                return row;
            }
        }
        throw new ObjectException(
                Diagnostic.error("%s is not a BPF instruction: %s".formatted(instruction, reason(instruction))));
    }

    /**
     * What an instruction does.
     *
     * @throws ObjectException where it is not an instruction, with the reason
     */
    public static Operation operation(Instruction instruction) {
        return opcode(instruction).operation();
    }

    /** Why this is not an instruction, or nothing where it is one. */
    static Optional<String> refusal(Instruction instruction) {
        boolean known = BY_CODE.get(instruction.opcode()).stream().anyMatch(row -> row.matches(instruction));
        return known ? Optional.empty() : Optional.of(reason(instruction));
    }

    private static String reason(Instruction instruction) {
        List<Opcode> rows = BY_CODE.get(instruction.opcode() & 0xff);
        if (rows.isEmpty()) {
            return unknownOpcode(instruction.opcode());
        }
        rows = new ArrayList<>(rows);
        // Fields in the order in which they tell rows apart; the first that leaves no row is the one at fault.
        for (Field field : Field.values()) {
            long value = field.of(instruction);
            List<Opcode> left =
                    rows.stream().filter(row -> field.of(row).contains(value)).toList();
            if (left.isEmpty()) {
                return "its %s is %d, but with opcode 0x%02x it must be %s"
                        .formatted(field.label, value, instruction.opcode(), allowed(rows, field));
            }
            rows = new ArrayList<>(left);
        }
        throw new IllegalStateException("nothing is wrong with " + instruction);
    }

    private static String allowed(List<Opcode> rows, Field field) {
        var ranges = new TreeSet<Range>(Comparator.comparingLong(Range::min));
        rows.forEach(row -> ranges.add(field.of(row)));
        return ranges.stream().map(Range::toString).collect(Collectors.joining(" or "));
    }

    private static String unknownOpcode(int code) {
        return switch (code) {
            case 0x8d -> "opcode 0x8d (callx, a call by register) is reserved; no kernel runs it";
            case 0x0d -> "opcode 0x0d (gotox, a jump by register) is not supported";
            case 0xc3 | 0x10, 0xc3 | 0x08 -> "atomics of 8 and 16 bits do not exist";
            default -> "opcode 0x%02x is not assigned".formatted(code);
        };
    }

    private static List<List<Opcode>> byCode() {
        var rows = new ArrayList<List<Opcode>>();
        for (int code = 0; code < 256; code++) {
            int wanted = code;
            rows.add(TABLE.stream().filter(row -> row.code() == wanted).toList());
        }
        return List.copyOf(rows);
    }

    private enum Field {
        SOURCE("source register"),
        OFFSET("offset"),
        IMMEDIATE("immediate"),
        DESTINATION("destination register");

        private final String label;

        Field(String label) {
            this.label = label;
        }

        long of(Instruction instruction) {
            return switch (this) {
                case SOURCE -> instruction.src();
                case OFFSET -> instruction.offset();
                case IMMEDIATE -> instruction.imm();
                case DESTINATION -> instruction.dst();
            };
        }

        Range of(Opcode row) {
            return switch (this) {
                case SOURCE -> row.src();
                case OFFSET -> row.offset();
                case IMMEDIATE -> row.imm();
                case DESTINATION -> row.dst();
            };
        }
    }
}
