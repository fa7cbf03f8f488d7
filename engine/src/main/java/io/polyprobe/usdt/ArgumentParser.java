package io.polyprobe.usdt;

import io.polyprobe.usdt.Argument.Operand;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the arguments of a note: {@code SIZE@OPERAND}, the size negative for signed values, the operand in the syntax of
 * the machine's assembler.
 */
final class ArgumentParser {
    private static final Pattern SEPARATOR = Pattern.compile("\\s+(?=-?[1248]f?@)");
    private static final Pattern ARGUMENT = Pattern.compile("(?:(-?)([1248])(f?)@)?(.*)");

    private static final Pattern X86_CONSTANT = Pattern.compile("\\$(-?(?:0x[0-9a-fA-F]+|[0-9]+))");
    private static final Pattern X86_REGISTER = Pattern.compile("%([a-z][a-z0-9]+)");
    private static final Pattern X86_MEMORY =
            Pattern.compile("([^(]*)\\((?:%([a-z][a-z0-9]+))?(?:,%([a-z][a-z0-9]+)(?:,([1248]))?)?\\)");
    /** Terms of a displacement, such as {@code counters+8}. */
    private static final Pattern TERM = Pattern.compile("([+-]?)([\\w.$@]+)");

    private static final Pattern ARM_CONSTANT = Pattern.compile("#?(-?(?:0x[0-9a-fA-F]+|[0-9]+))");
    private static final Pattern ARM_REGISTER = Pattern.compile("([xw][0-9]+|sp)");
    private static final Pattern ARM_MEMORY = Pattern.compile("\\[(x[0-9]+|sp)(?:,\\s*#?(-?[0-9]+))?]");

    private ArgumentParser() {}

    static List<Argument> parse(String text) {
        return text.isBlank()
                ? List.of()
                : Stream.of(SEPARATOR.split(text.strip(), -1))
                        .map(ArgumentParser::argument)
                        .toList();
    }

    private static Argument argument(String text) {
        var parts = ARGUMENT.matcher(text);
        if (!parts.matches()) {
            return new Argument(8, false, new Operand.Unknown(), text);
        }
        String size = parts.group(2);
        Operand operand;
        try {
            operand = "f".equals(parts.group(3)) ? new Operand.Unknown() : operand(parts.group(4));
        } catch (NumberFormatException e) {
            operand = new Operand.Unknown(); // more than 64 bits
        }
        return new Argument(size == null ? 8 : Integer.parseInt(size), "-".equals(parts.group(1)), operand, text);
    }

    private static Operand operand(String text) {
        for (Pattern constant : List.of(X86_CONSTANT, ARM_CONSTANT)) {
            Matcher found = constant.matcher(text);
            if (found.matches()) {
                return new Operand.Constant(Long.decode(found.group(1)));
            }
        }
        for (Pattern register : List.of(X86_REGISTER, ARM_REGISTER)) {
            Matcher found = register.matcher(text);
            if (found.matches()) {
                return Registers.named(found.group(1))
                        .<Operand>map(Operand.Register::new)
                        .orElseGet(Operand.Unknown::new);
            }
        }
        Matcher arm = ARM_MEMORY.matcher(text);
        if (arm.matches()) {
            long displacement = arm.group(2) == null ? 0 : Long.decode(arm.group(2));
            return memory(displacement, null, arm.group(1), null, 1);
        }
        Matcher x86 = X86_MEMORY.matcher(text);
        if (x86.matches() && x86.group(2) != null) {
            int scale = x86.group(4) == null ? 1 : Integer.parseInt(x86.group(4));
            return memory(x86.group(1), x86.group(2), x86.group(3), scale);
        }
        return new Operand.Unknown();
    }

    private static Operand memory(String displacement, String base, @Nullable String index, int scale) {
        long number = 0;
        String symbol = null;
        var term = TERM.matcher(displacement);
        while (term.find()) {
            if (Character.isDigit(term.group(2).charAt(0))) {
                number += Long.decode(term.group(1) + term.group(2));
            } else if (symbol == null && !term.group(1).equals("-")) {
                symbol = term.group(2);
            } else {
                return new Operand.Unknown();
            }
        }
        // The assembler knows symbols from the instruction pointer only, and nothing else from there.
        return (symbol != null) == base.equals("rip")
                ? memory(number, symbol, base, index, scale)
                : new Operand.Unknown();
    }

    private static Operand memory(
            long displacement, @Nullable String symbol, String base, @Nullable String index, int scale) {
        var from = Registers.named(base);
        var by = index == null ? Optional.<String>empty() : Registers.named(index);
        return from.isEmpty() || (index != null && by.isEmpty())
                ? new Operand.Unknown()
                : new Operand.Memory(displacement, symbol, from.get(), by.orElse(null), scale);
    }
}
