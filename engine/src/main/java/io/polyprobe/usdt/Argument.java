package io.polyprobe.usdt;

import org.jspecify.annotations.Nullable;

/**
 * Where an argument of a probe is found at one of its locations.
 *
 * @param size in bytes: 1, 2, 4 or 8
 * @param text as the note spells it, such as {@code -4@%edi}
 */
public record Argument(int size, boolean signed, Operand operand, String text) {
    /** What holds the value. */
    public sealed interface Operand {
        /** The value itself. */
        record Constant(long value) implements Operand {}

        /** A register, or its lowest bytes, by its name in {@code struct pt_regs}: {@code di}, {@code regs[0]}. */
        record Register(String name) implements Operand {}

        /**
         * Memory at a displacement from a symbol's address (where {@code base} is {@code ip}) or from a register, plus
         * the index register times its scale.
         */
        record Memory(
                long displacement,
                @Nullable String symbol,
                String base,
                @Nullable String index,
                int scale) implements Operand {}

        /** What this engine cannot read, such as a vector register. */
        record Unknown() implements Operand {}
    }

    /** Its type in C, as {@code <stdint.h>} names it. */
    public String type() {
        return (signed ? "int" : "uint") + size * 8 + "_t";
    }
}
