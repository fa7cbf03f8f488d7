package io.polyprobe.isa;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How an instruction is written: literal text with {@code {slots}} for its fields, such as
 * {@code if {dst} s> {imm} goto {jump}}. The disassembler fills it in, the assembler matches against it, so the two
 * cannot disagree.
 *
 * @param template the text with its slots
 * @param parts the same as tokens
 */
record Syntax(String template, List<Part> parts) {
    private static final Pattern SLOT = Pattern.compile("\\{(\\w+)}");

    /** One token of the text, or one slot. */
    sealed interface Part {}

    /** A token that stands as it is. */
    record Literal(String text) implements Part {}

    /** Where a field goes. */
    enum Slot implements Part {
        /** The destination register, {@code r1}. */
        DST,
        /** The same as {@code w1}. */
        DST32,
        SRC,
        SRC32,
        /** A signed number of 32 bits. */
        IMM,
        /** The same, where the assembler also takes unsigned ones. */
        IMM32,
        IMM64,
        /** The offset within an address, {@code  + 8}. */
        OFFSET,
        /** The immediate in the same form. */
        PLUS,
        /** A jump's distance in the offset, {@code +3}, or a label. */
        JUMP,
        /** A jump's distance in the immediate, or a label. */
        FAR,
        /** Nothing but a label. */
        LABEL,
        /** The offset as a plain number. */
        MODULE
    }

    static Syntax of(String template) {
        var parts = new java.util.ArrayList<Part>();
        Matcher slots = SLOT.matcher(template);
        int end = 0;
        while (slots.find()) {
            addLiterals(parts, template.substring(end, slots.start()));
            parts.add(Slot.valueOf(slots.group(1).toUpperCase(Locale.ROOT)));
            end = slots.end();
        }
        addLiterals(parts, template.substring(end));
        return new Syntax(template, List.copyOf(parts));
    }

    private static void addLiterals(List<Part> parts, String text) {
        Token.scan(text).forEach(token -> parts.add(new Literal(token.text())));
    }

    /** The instruction's text. */
    String print(Instruction instruction) {
        return SLOT.matcher(template).replaceAll(slot -> {
            Slot field = Slot.valueOf(slot.group(1).toUpperCase(Locale.ROOT));
            return switch (field) {
                case DST -> "r" + instruction.dst();
                case DST32 -> "w" + instruction.dst();
                case SRC -> "r" + instruction.src();
                case SRC32 -> "w" + instruction.src();
                case IMM, IMM32, IMM64 -> Long.toString(instruction.imm());
                case OFFSET -> spaced(instruction.offset());
                case PLUS -> spaced(instruction.imm());
                case JUMP -> "%+d".formatted(instruction.offset());
                case FAR -> "%+d".formatted(instruction.imm());
                case LABEL -> throw new IllegalStateException("labels are never printed");
                case MODULE -> Integer.toString(instruction.offset());
            };
        });
    }

    private static String spaced(long number) {
        return (number < 0 ? " - " : " + ") + Math.abs(number);
    }
}
