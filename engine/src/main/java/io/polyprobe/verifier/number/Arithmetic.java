package io.polyprobe.verifier.number;

import io.polyprobe.isa.AluOp;

/**
 * What instructions make of sets of numbers: {@link AluOp#apply}, for all members at once. Where Linux 6.18 gives up
 * (division, shifts by an unknown count), so does this.
 */
public final class Arithmetic {
    private Arithmetic() {}

    /**
     * The set of all results.
     *
     * @param bits 32 or 64; a result of 32 bits is zero-extended, which Linux forgets where it gives up
     */
    public static Scalar apply(AluOp op, int bits, Scalar dst, Scalar src) {
        if (bits == 64) {
            return wide(op, dst, src);
        }
        Scalar result = low(op, dst.cut(32), src.cut(32));
        return result.isUnknown() ? result : result.cut(32);
    }

    private static Scalar wide(AluOp op, Scalar dst, Scalar src) {
        return switch (op) {
            case MOV -> src;
            case MOVSX8 -> src.extended(8);
            case MOVSX16 -> src.extended(16);
            case MOVSX32 -> src.extended(32);
            case LSH, RSH, ARSH -> isCount(src, 64) ? shift(op, dst, (int) src.value()) : Scalar.UNKNOWN;
            default -> both(op, dst, src);
        };
    }

    private static Scalar low(AluOp op, Scalar dst, Scalar src) {
        return switch (op) {
            case MOV, MOVSX32 -> src;
            case MOVSX8 -> src.extended(8);
            case MOVSX16 -> src.extended(16);
            case LSH, RSH, ARSH -> isCount(src, 32) ? shiftLow(op, dst, (int) src.value()) : Scalar.UNKNOWN;
            default -> both(op, dst, src);
        };
    }

    /** Operations whose lower 32 bits of the result follow from those of the operands. */
    private static Scalar both(AluOp op, Scalar dst, Scalar src) {
        boolean exact = dst.isConstant() && src.isConstant() && !op.isDivision();
        if (exact) {
            return Scalar.constant(op.apply(dst.value(), src.value()));
        }
        return switch (op) {
            case ADD ->
                of(
                        dst.bits().add(src.bits()),
                        dst.wide().add(src.wide()),
                        dst.low().add(src.low()));
            case SUB ->
                of(
                        dst.bits().sub(src.bits()),
                        dst.wide().sub(src.wide()),
                        dst.low().sub(src.low()));
            case NEG -> both(AluOp.SUB, Scalar.ZERO, dst);
            case MUL ->
                of(
                        dst.bits().mul(src.bits()),
                        dst.wide().mul(src.wide()),
                        dst.low().mul(src.low()));
            case AND ->
                of(
                        dst.bits().and(src.bits()),
                        dst.wide().and(src.wide()),
                        dst.low().and(src.low()));
            case OR ->
                of(
                        dst.bits().or(src.bits()),
                        dst.wide().or(src.wide()),
                        dst.low().or(src.low()));
            case XOR -> of(dst.bits().xor(src.bits()), Bounds.unknown(64), Bounds.unknown(32));
            default -> Scalar.UNKNOWN;
        };
    }

    private static boolean isCount(Scalar src, int width) {
        return src.isConstant() && Long.compareUnsigned(src.value(), width) < 0;
    }

    private static Scalar shift(AluOp op, Scalar dst, int count) {
        Bounds unknown = Bounds.unknown(32);
        return switch (op) {
            case LSH -> {
                Bounds low = count < 32 ? dst.low().shiftLeft(count) : unknown;
                Bounds wide = dst.wide().shiftLeft(count);
                // Half of a sign extension: the count that moves the lower half up keeps its order.
                if (count == 32) {
                    wide = wide.withSigned(dst.low().smin() << 32, dst.low().smax() << 32);
                }
                yield of(dst.bits().shiftLeft(count), wide, low);
            }
            case RSH -> of(dst.bits().shiftRight(count), dst.wide().shiftRight(count), unknown);
            default -> of(dst.bits().shiftRightSigned(count), dst.wide().shiftRightSigned(count), unknown);
        };
    }

    /** @param dst zero-extended */
    private static Scalar shiftLow(AluOp op, Scalar dst, int count) {
        Tnum bits = dst.bits();
        Bounds unknown = Bounds.unknown(64);
        return switch (op) {
            case LSH -> of(bits.shiftLeft(count), unknown, dst.low().shiftLeft(count));
            case RSH -> of(bits.shiftRight(count), unknown, dst.low().shiftRight(count));
            default ->
                of(bits.extendLow().shiftRightSigned(count), unknown, dst.low().shiftRightSigned(count));
        };
    }

    private static Scalar of(Tnum bits, Bounds wide, Bounds low) {
        return new Scalar(bits, wide, low).settled();
    }
}
