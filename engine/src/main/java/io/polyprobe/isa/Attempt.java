package io.polyprobe.isa;

import io.polyprobe.isa.LineParser.Parsed;
import io.polyprobe.isa.Syntax.Literal;
import io.polyprobe.isa.Syntax.Part;
import io.polyprobe.isa.Syntax.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One try of one syntax on a line of assembly; {@link LineParser} makes many. */
final class Attempt {
    private final Opcode row;
    private final List<Token> tokens;
    private int position;
    private int dst;
    private int src;
    private int offset;
    private long imm;
    private boolean dstSeen;
    private boolean srcSeen;
    private @Nullable Token label;
    private @Nullable Slot field;
    private boolean misplaced = true;
    private String complaint = "";

    Attempt(Opcode row, List<Token> tokens) {
        this.row = row;
        this.tokens = tokens;
        // Fields that the syntax does not show have but one value.
        dst = (int) fixed(row.dst());
        src = (int) fixed(row.src());
        offset = (int) fixed(row.offset());
        imm = fixed(row.imm());
    }

    private static long fixed(Range range) {
        return range.min() == range.max() ? range.min() : 0;
    }

    int position() {
        return position;
    }

    /** Whether the token at fault is of the wrong kind, rather than of the right kind with a wrong value. */
    boolean isMisplaced() {
        return misplaced;
    }

    /** What was expected, or what is wrong. */
    String complaint() {
        return complaint;
    }

    Parsed parsed() {
        return new Parsed(new Instruction(row.code(), dst, src, offset, imm), label, field);
    }

    boolean match(Syntax syntax) {
        for (Part part : syntax.parts()) {
            boolean matched = switch (part) {
                case Literal literal -> take(literal.text());
                case Slot slot -> fill(slot);
            };
            if (!matched) {
                return false;
            }
        }
        if (position < tokens.size()) {
            return expected("the end of the line");
        }
        Instruction instruction = parsed().instruction();
        return row.matches(instruction) || wrong("no BPF instruction has this combination of fields");
    }

    private boolean fill(Slot slot) {
        return switch (slot) {
            case DST -> register("r", true);
            case DST32 -> register("w", true);
            case SRC -> register("r", false);
            case SRC32 -> register("w", false);
            case IMM -> immediate(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case IMM32 -> immediate(Integer.MIN_VALUE, 0xffff_ffffL);
            case IMM64 -> immediate64();
            case PLUS -> distance(Integer.MIN_VALUE, Integer.MAX_VALUE, false);
            case OFFSET -> distance(Short.MIN_VALUE, Short.MAX_VALUE, true);
            case JUMP -> label(slot) || distance(Short.MIN_VALUE, Short.MAX_VALUE, true);
            case FAR -> label(slot) || distance(Integer.MIN_VALUE, Integer.MAX_VALUE, false);
            case LABEL -> label(slot) || expected("a label");
            case MODULE -> module();
        };
    }

    private boolean register(String kind, boolean destination) {
        String text = peek();
        if (!text.matches(kind + "\\d{1,3}")) {
            return expected(kind.equals("r") ? "a register r0 to r10" : "a register w0 to w10");
        }
        int number = Integer.parseInt(text.substring(1));
        if (number > 10) {
            return wrong("there is no register %s, only %s0 to %s10".formatted(text, kind, kind));
        }
        int before = destination ? dst : src;
        if ((destination ? dstSeen : srcSeen) && before != number) {
            return expected(kind + before);
        }
        if (destination) {
            dst = number;
            dstSeen = true;
        } else {
            src = number;
            srcSeen = true;
        }
        position++;
        return true;
    }

    private boolean immediate(long min, long max) {
        boolean negative = peek().equals("-");
        Long value = number(negative ? 1 : 0);
        if (value == null) {
            return expected("a number");
        }
        long signed = negative ? -value : value;
        if (value < 0 || signed < min || signed > max) {
            return wrong("%s%s does not fit into 32 bits".formatted(negative ? "-" : "", peek(negative ? 1 : 0)));
        }
        imm = (int) signed;
        position += negative ? 2 : 1;
        return true;
    }

    private boolean immediate64() {
        boolean negative = peek().equals("-");
        Long value = number(negative ? 1 : 0);
        if (value == null) {
            return expected("a number");
        }
        imm = negative ? -value : value;
        position += negative ? 2 : 1;
        return true;
    }

    private boolean distance(long min, long max, boolean inOffset) {
        String sign = peek();
        if (!sign.equals("+") && !sign.equals("-")) {
            return expected("+ or -");
        }
        Long value = number(1);
        if (value == null) {
            position++;
            return expected("a number");
        }
        long signed = sign.equals("-") ? -value : value;
        if (value < 0 || signed < min || signed > max) {
            return wrong("%s%s is out of range, %d to %d".formatted(sign, peek(1), min, max));
        }
        if (inOffset) {
            offset = (int) signed;
        } else {
            imm = signed;
        }
        position += 2;
        return true;
    }

    private boolean module() {
        Long value = number(0);
        if (value == null || value < 0 || value > Short.MAX_VALUE) {
            return expected("a module's number");
        }
        offset = value.intValue();
        position++;
        return true;
    }

    private boolean label(Slot slot) {
        if (position >= tokens.size() || !tokens.get(position).isName()) {
            return false;
        }
        label = tokens.get(position++);
        field = slot;
        return true;
    }

    private boolean take(String literal) {
        if (!peek().equals(literal)) {
            return expected("'" + literal + "'");
        }
        position++;
        return true;
    }

    /** The number ahead, as 64 bits without sign, or null where there is none or it is too large. */
    private @Nullable Long number(int ahead) {
        String text = peek(ahead);
        if (text.isEmpty() || !Character.isDigit(text.charAt(0))) {
            return null;
        }
        try {
            return text.startsWith("0x") || text.startsWith("0X")
                    ? Long.parseUnsignedLong(text.substring(2), 16)
                    : Long.parseUnsignedLong(text);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private String peek() {
        return peek(0);
    }

    private String peek(int ahead) {
        int index = position + ahead;
        return index < tokens.size() ? tokens.get(index).text() : "";
    }

    private boolean expected(String what) {
        misplaced = true;
        complaint = what;
        return false;
    }

    private boolean wrong(String what) {
        misplaced = false;
        complaint = what;
        return false;
    }
}
