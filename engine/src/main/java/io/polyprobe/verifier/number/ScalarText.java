package io.polyprobe.verifier.number;

import java.util.StringJoiner;

/** Writes a set of numbers as people would: the one number, or what bounds are known. */
final class ScalarText {
    private ScalarText() {}

    static String of(Scalar scalar) {
        if (scalar.isConstant()) {
            return number(scalar.value());
        }
        var text = new StringJoiner(", ");
        Bounds wide = scalar.wide();
        if (wide.umin() >= 0 && wide.umax() >= 0) {
            text.add(range(wide.umin(), wide.umax()));
        } else {
            if (wide.smin() != Long.MIN_VALUE || wide.smax() != Long.MAX_VALUE) {
                text.add(range(wide.smin(), wide.smax()));
            }
            Bounds low = scalar.low();
            boolean told = wide.smin() >= Integer.MIN_VALUE && wide.smax() <= Integer.MAX_VALUE;
            if (told) {
                return text.toString();
            }
            if (!low.isUnknown() && low.umax() != 0xffff_ffffL) {
                text.add("lower half " + range(low.umin(), low.umax()));
            } else if (!low.isUnknown() && (low.smin() != Integer.MIN_VALUE || low.smax() != Integer.MAX_VALUE)) {
                text.add("lower half " + range(low.smin(), low.smax()));
            }
        }
        long zeros =
                Long.numberOfTrailingZeros(scalar.bits().mask() | scalar.bits().value());
        if (zeros > 0 && zeros < 32) {
            text.add("a multiple of " + (1L << zeros));
        }
        return text.length() == 0 ? "any number" : text.toString();
    }

    private static String range(long min, long max) {
        if (min == Long.MIN_VALUE) {
            return "at most " + number(max);
        }
        if (max == Long.MAX_VALUE) {
            return "at least " + number(min);
        }
        return number(min) + " to " + number(max);
    }

    private static String number(long value) {
        return value > 0xffff || value < -0xffff ? hex(value) : Long.toString(value);
    }

    private static String hex(long value) {
        return value < 0 && value != Long.MIN_VALUE ? "-0x" + Long.toHexString(-value) : "0x" + Long.toHexString(value);
    }
}
