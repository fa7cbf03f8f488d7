package io.polyprobe.verifier.number;

import io.polyprobe.isa.Condition;

/** What is known of two numbers where a condition between them holds. */
public final class Comparison {
    private static final Pair NEVER = new Pair(Scalar.empty(), Scalar.empty());

    private Comparison() {}

    private static boolean holds(Condition condition, int bits, Scalar dst, Scalar src) {
        return bits == 64
                ? condition.holds(dst.value(), src.value())
                : condition.holds((int) dst.value(), (int) src.value());
    }

    /**
     * Two sets of numbers.
     *
     * @param dst the jump's left operand
     * @param src its right one
     */
    public record Pair(Scalar dst, Scalar src) {
        /** Whether the condition cannot hold. */
        public boolean isImpossible() {
            return dst.isEmpty() || src.isEmpty();
        }

        private Pair swapped() {
            return new Pair(src, dst);
        }
    }

    /**
     * What is left of both sets where the condition holds.
     *
     * @param bits 64, or 32 for a comparison of the lower halves
     */
    public static Pair where(Condition condition, int bits, Scalar dst, Scalar src) {
        if (dst.isConstant() && src.isConstant()) {
            return holds(condition, bits, dst, src) ? new Pair(dst, src) : NEVER;
        }
        return switch (condition) {
            case EQ -> equal(bits, dst, src);
            case NE -> different(bits, dst, src);
            case SET -> common(bits, dst, src);
            case LT -> less(bits, dst, src, 1);
            case LE -> less(bits, dst, src, 0);
            case GT -> less(bits, src, dst, 1).swapped();
            case GE -> less(bits, src, dst, 0).swapped();
            case SLT -> lessSigned(bits, dst, src, 1);
            case SLE -> lessSigned(bits, dst, src, 0);
            case SGT -> lessSigned(bits, src, dst, 1).swapped();
            case SGE -> lessSigned(bits, src, dst, 0).swapped();
        };
    }

    /** What is left of both sets where the condition does not hold. */
    public static Pair whereNot(Condition condition, int bits, Scalar dst, Scalar src) {
        if (dst.isConstant() && src.isConstant()) {
            return holds(condition, bits, dst, src) ? NEVER : new Pair(dst, src);
        }
        return switch (condition) {
            case EQ -> different(bits, dst, src);
            case NE -> equal(bits, dst, src);
            case SET -> nothingCommon(bits, dst, src);
            case LT -> where(Condition.GE, bits, dst, src);
            case LE -> where(Condition.GT, bits, dst, src);
            case GT -> where(Condition.LE, bits, dst, src);
            case GE -> where(Condition.LT, bits, dst, src);
            case SLT -> where(Condition.SGE, bits, dst, src);
            case SLE -> where(Condition.SGT, bits, dst, src);
            case SGT -> where(Condition.SLE, bits, dst, src);
            case SGE -> where(Condition.SLT, bits, dst, src);
        };
    }

    private static Pair equal(int bits, Scalar dst, Scalar src) {
        if (bits == 64) {
            Scalar both = dst.meet(src);
            return new Pair(both, both);
        }
        Tnum one = dst.bits().cut(32);
        Tnum other = src.bits().cut(32);
        if (one.isDisjoint(other)) {
            return NEVER;
        }
        Tnum half = one.meet(other);
        return new Pair(
                withLow(dst, half, dst.low().meet(src.low())),
                withLow(src, half, dst.low().meet(src.low())));
    }

    private static Scalar withLow(Scalar scalar, Tnum half, Bounds low) {
        return new Scalar(scalar.bits().withLow(half), scalar.wide(), low).settled();
    }

    private static Scalar with(int bits, Scalar scalar, Bounds bounds) {
        return bits == 64
                ? new Scalar(scalar.bits(), bounds, scalar.low()).settled()
                : new Scalar(scalar.bits(), scalar.wide(), bounds).settled();
    }

    private static Bounds bounds(int bits, Scalar scalar) {
        return bits == 64 ? scalar.wide() : scalar.low();
    }

    private static boolean isConstant(int bits, Scalar scalar) {
        return bits == 64 ? scalar.isConstant() : scalar.isLowConstant();
    }

    /** A constant takes itself off the other's ends. */
    private static Pair different(int bits, Scalar dst, Scalar src) {
        if (isConstant(bits, src)) {
            return new Pair(without(bits, dst, bounds(bits, src)), src);
        }
        return isConstant(bits, dst) ? new Pair(dst, without(bits, src, bounds(bits, dst))) : new Pair(dst, src);
    }

    private static Scalar without(int bits, Scalar scalar, Bounds constant) {
        Bounds bounds = bounds(bits, scalar);
        if (isConstant(bits, scalar)) {
            return bounds.umin() == constant.umin() ? Scalar.empty() : scalar;
        }
        long umin = bounds.umin() == constant.umin() ? bounds.umin() + 1 : bounds.umin();
        long umax = bounds.umax() == constant.umin() ? bounds.umax() - 1 : bounds.umax();
        long smin = bounds.smin() == constant.smin() ? bounds.smin() + 1 : bounds.smin();
        long smax = bounds.smax() == constant.smin() ? bounds.smax() - 1 : bounds.smax();
        return with(bits, scalar, bounds.withUnsigned(umin, umax).withSigned(smin, smax));
    }

    /** A mask of one bit sets that bit. */
    private static Pair common(int bits, Scalar dst, Scalar src) {
        if (!isConstant(bits, src)) {
            return isConstant(bits, dst) ? common(bits, src, dst).swapped() : new Pair(dst, src);
        }
        long mask = bounds(bits, src).umin();
        if (((dst.bits().value() | dst.bits().mask()) & mask) == 0) {
            return new Pair(Scalar.empty(), src);
        }
        if (Long.bitCount(mask) != 1) {
            return new Pair(dst, src);
        }
        Tnum set = new Tnum(dst.bits().value() | mask, dst.bits().mask() & ~mask);
        return new Pair(new Scalar(set, dst.wide(), dst.low()).settled(), src);
    }

    private static Pair nothingCommon(int bits, Scalar dst, Scalar src) {
        if (!isConstant(bits, src)) {
            return isConstant(bits, dst) ? nothingCommon(bits, src, dst).swapped() : new Pair(dst, src);
        }
        long mask = bounds(bits, src).umin();
        if ((dst.bits().value() & mask) != 0) {
            return new Pair(Scalar.empty(), src);
        }
        Tnum cleared = new Tnum(dst.bits().value(), dst.bits().mask() & ~mask);
        return new Pair(new Scalar(cleared, dst.wide(), dst.low()).settled(), src);
    }

    /** @param gap by how much the greater is greater at least */
    private static Pair less(int bits, Scalar smaller, Scalar greater, int gap) {
        Bounds small = bounds(bits, smaller);
        Bounds great = bounds(bits, greater);
        long max = great.umax();
        long min = small.umin();
        if (Long.compareUnsigned(max - min, gap) < 0 || Long.compareUnsigned(max, min) < 0) {
            return NEVER;
        }
        return new Pair(
                with(bits, smaller, small.withUnsigned(0, max - gap)),
                with(bits, greater, great.withUnsigned(min + gap, -1)));
    }

    private static Pair lessSigned(int bits, Scalar smaller, Scalar greater, int gap) {
        Bounds small = bounds(bits, smaller);
        Bounds great = bounds(bits, greater);
        long max = great.smax();
        long min = small.smin();
        if (max < min || (gap == 1 && max == min)) {
            return NEVER;
        }
        return new Pair(
                with(bits, smaller, small.withSigned(Long.MIN_VALUE, max - gap)),
                with(bits, greater, great.withSigned(min + gap, Long.MAX_VALUE)));
    }
}
