package io.polyprobe.verifier.number;

/**
 * Between which numbers a value of some width lies, as an unsigned and as a signed one. The width is a parameter, so that
 * narrow ones can be tested through and through.
 *
 * @param width bits, 1 to 64
 * @param umin zero-extended to 64 bits, and compared without sign
 * @param umax zero-extended
 * @param smin sign-extended
 * @param smax sign-extended
 */
public record Bounds(int width, long umin, long umax, long smin, long smax) {
    private static final Bounds UNKNOWN_64 = new Bounds(64, 0, -1, Long.MIN_VALUE, Long.MAX_VALUE);
    private static final Bounds UNKNOWN_32 = new Bounds(32, 0, 0xffff_ffffL, Integer.MIN_VALUE, Integer.MAX_VALUE);

    public static Bounds unknown(int width) {
        return switch (width) {
            case 64 -> UNKNOWN_64;
            case 32 -> UNKNOWN_32;
            default -> new Bounds(width, 0, mask(width), -1L << (width - 1), mask(width - 1));
        };
    }

    static Bounds constant(int width, long value) {
        long signed = extend(value, width);
        return new Bounds(width, value & mask(width), value & mask(width), signed, signed);
    }

    static Bounds unsigned(int width, long min, long max) {
        return unknown(width).withUnsigned(min, max).deduced();
    }

    static Bounds signed(int width, long min, long max) {
        return unknown(width).withSigned(min, max).deduced();
    }

    private static long mask(int width) {
        return width == 0 ? 0 : -1L >>> (64 - width);
    }

    private static long extend(long value, int width) {
        return value << (64 - width) >> (64 - width);
    }

    /** Narrowed by what the bits tell. */
    Bounds meet(Tnum bits) {
        long sign = 1L << (width - 1);
        Tnum cut = bits.cut(width);
        long low = cut.value() | (cut.mask() & sign);
        long high = (cut.value() | cut.mask()) & ~(cut.mask() & sign);
        return withUnsigned(cut.value(), cut.value() | cut.mask()).withSigned(extend(low, width), extend(high, width));
    }

    Bounds meet(Bounds other) {
        return withUnsigned(other.umin, other.umax).withSigned(other.smin, other.smax);
    }

    /** The least that holds the numbers of both. */
    Bounds join(Bounds other) {
        return new Bounds(
                width,
                minUnsigned(umin, other.umin),
                maxUnsigned(umax, other.umax),
                Math.min(smin, other.smin),
                Math.max(smax, other.smax));
    }

    /** Narrowed to a range. */
    Bounds withUnsigned(long min, long max) {
        return new Bounds(width, maxUnsigned(umin, min), minUnsigned(umax, max), smin, smax);
    }

    /** Narrowed to a range. */
    Bounds withSigned(long min, long max) {
        long low = Math.max(smin, min);
        long high = Math.min(smax, max);
        return new Bounds(width, umin, umax, low, high);
    }

    static long maxUnsigned(long a, long b) {
        return Long.compareUnsigned(a, b) >= 0 ? a : b;
    }

    static long minUnsigned(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }

    public boolean isEmpty() {
        return Long.compareUnsigned(umin, umax) > 0 || smin > smax;
    }

    public boolean isConstant() {
        return umin == umax;
    }

    public boolean isUnknown() {
        return equals(unknown(width));
    }

    public boolean contains(Bounds other) {
        return Long.compareUnsigned(umin, other.umin) <= 0
                && Long.compareUnsigned(umax, other.umax) >= 0
                && smin <= other.smin
                && smax >= other.smax;
    }

    /** Each order narrowed by the other: numbers that do not cross the sign are ordered alike in both. */
    Bounds deduced() {
        if (isEmpty()) {
            return this;
        }
        Bounds narrowed = this;
        if (extend(umin, width) <= extend(umax, width)) {
            narrowed = narrowed.withSigned(extend(umin, width), extend(umax, width));
        }
        long low = narrowed.smin & mask(width);
        long high = narrowed.smax & mask(width);
        if (Long.compareUnsigned(low, high) <= 0) {
            return narrowed.withUnsigned(low, high);
        }
        // The signed range lies at both ends of the unsigned one; which end it is may be told by that.
        if (Long.compareUnsigned(narrowed.umax, low) < 0) {
            return narrowed.withUnsigned(0, high).withSigned(extend(narrowed.umin, width), narrowed.smax);
        }
        if (Long.compareUnsigned(high, narrowed.umin) < 0) {
            return narrowed.withUnsigned(low, mask(width)).withSigned(narrowed.smin, extend(narrowed.umax, width));
        }
        return narrowed;
    }

    Bounds add(Bounds other) {
        Bounds sum = unknown(width);
        long min = (umin + other.umin) & mask(width);
        long max = (umax + other.umax) & mask(width);
        boolean minWraps = Long.compareUnsigned(min, umin) < 0;
        boolean maxWraps = Long.compareUnsigned(max, umax) < 0;
        // Where both ends wrap they keep their order.
        if (minWraps == maxWraps) {
            sum = sum.withUnsigned(min, max);
        }
        long low = smin + other.smin;
        long high = smax + other.smax;
        boolean overflows = isSignedOverflow(smin, other.smin, low) || isSignedOverflow(smax, other.smax, high);
        return overflows ? sum : sum.withSigned(low, high);
    }

    Bounds sub(Bounds other) {
        Bounds difference = unknown(width);
        boolean minWraps = Long.compareUnsigned(umin, other.umax) < 0;
        boolean maxWraps = Long.compareUnsigned(umax, other.umin) < 0;
        if (minWraps == maxWraps) {
            difference = difference.withUnsigned((umin - other.umax) & mask(width), (umax - other.umin) & mask(width));
        }
        long low = smin - other.smax;
        long high = smax - other.smin;
        // a - b = d is a = b + d.
        boolean overflows = isSignedOverflow(low, other.smax, smin)
                || isSignedOverflow(high, other.smin, smax)
                || low != extend(low, width)
                || high != extend(high, width);
        return overflows ? difference : difference.withSigned(low, high);
    }

    private boolean isSignedOverflow(long a, long b, long sum) {
        return ((a ^ sum) & (b ^ sum)) < 0 || sum != extend(sum, width);
    }

    Bounds mul(Bounds other) {
        Bounds product = unknown(width);
        // Where the greatest product fits, so does the least.
        long greatest = umax * other.umax;
        if (Math.unsignedMultiplyHigh(umax, other.umax) == 0 && (greatest & mask(width)) == greatest) {
            product = product.withUnsigned(umin * other.umin, greatest);
        }
        long[] corners = {smin * other.smin, smin * other.smax, smax * other.smin, smax * other.smax};
        boolean fits =
                fits(smin, other.smin) && fits(smin, other.smax) && fits(smax, other.smin) && fits(smax, other.smax);
        if (fits) {
            java.util.Arrays.sort(corners);
            product = product.withSigned(corners[0], corners[3]);
        }
        return product;
    }

    private boolean fits(long a, long b) {
        long product = a * b;
        return Math.multiplyHigh(a, b) == product >> 63 && product == extend(product, width);
    }

    /** Their conjunction is at most the smaller; what else is known is known by bits. */
    Bounds and(Bounds other) {
        return unknown(width).withUnsigned(0, minUnsigned(umax, other.umax));
    }

    /** Their disjunction is at least the greater; what else is known is known by bits. */
    Bounds or(Bounds other) {
        return unknown(width).withUnsigned(maxUnsigned(umin, other.umin), -1);
    }

    /** @param count less than the width */
    Bounds shiftLeft(int count) {
        if (Long.compareUnsigned(umax, 1L << (width - 1 - count)) > 0) {
            return unknown(width);
        }
        return unknown(width).withUnsigned(umin << count, umax << count);
    }

    /** @param count less than the width */
    Bounds shiftRight(int count) {
        return unknown(width).withUnsigned(umin >>> count, umax >>> count);
    }

    /** @param count less than the width */
    Bounds shiftRightSigned(int count) {
        return unknown(width).withSigned(smin >> count, smax >> count);
    }
}
