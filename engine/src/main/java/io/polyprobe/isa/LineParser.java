package io.polyprobe.isa;

import io.polyprobe.isa.Syntax.Slot;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the row of the instruction set that a line of assembly is written in, by trying all of them. Where none fits,
 * the attempts that came furthest say what is wrong: that is where the author's intention ended.
 */
final class LineParser {
    /** More alternatives than this tell a reader nothing. */
    private static final int MANY = 5;

    private LineParser() {}

    /** What became of a line. */
    sealed interface Outcome {}

    /**
     * An instruction.
     *
     * @param label the label whose distance is still missing from the field of that slot, or null
     */
    record Parsed(
            Instruction instruction,
            @Nullable Token label,
            @Nullable Slot field) implements Outcome {
        /** The instruction with the label's distance filled in. */
        Instruction to(int distance) {
            Instruction i = instruction;
            return field == Slot.JUMP
                    ? new Instruction(i.opcode(), i.dst(), i.src(), distance, i.imm())
                    : new Instruction(
                            i.opcode(), i.dst(), i.src(), i.offset(), i.isWide() ? distance & 0xffff_ffffL : distance);
        }
    }

    /** A line that is no instruction, and where it stops being one. */
    record Mismatch(Token at, String message) implements Outcome {}

    /** @param tokens at least one */
    static Outcome parse(List<Token> tokens) {
        int furthest = -1;
        Set<String> wrong = new LinkedHashSet<>();
        Set<String> expected = new LinkedHashSet<>();
        for (Opcode row : InstructionSet.table()) {
            for (Syntax syntax : row.syntax()) {
                var attempt = new Attempt(row, tokens);
                if (attempt.match(syntax)) {
                    return attempt.parsed();
                }
                if (attempt.position() > furthest) {
                    furthest = attempt.position();
                    wrong.clear();
                    expected.clear();
                }
                if (attempt.position() == furthest) {
                    (attempt.isMisplaced() ? expected : wrong).add(attempt.complaint());
                }
            }
        }
        Token at = furthest < tokens.size() ? tokens.get(furthest) : endOf(tokens);
        return new Mismatch(at, message(at, furthest, wrong, expected));
    }

    private static String message(Token at, int position, Set<String> wrong, Set<String> expected) {
        if (!wrong.isEmpty()) {
            return wrong.iterator().next();
        }
        String found = at.text().isEmpty() ? "the line ends" : "found '%s'".formatted(at.text());
        if (position == 0 || expected.size() > MANY) {
            return found + " where no BPF instruction has it";
        }
        return "%s where %s was expected".formatted(found, String.join(" or ", expected));
    }

    private static Token endOf(List<Token> tokens) {
        Token last = tokens.getLast();
        return new Token("", last.column() + last.text().length());
    }
}
