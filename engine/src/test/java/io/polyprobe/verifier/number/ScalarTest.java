package io.polyprobe.verifier.number;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.isa.AluOp;
import io.polyprobe.isa.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All views together, near the places where 32 and 64 bits begin and end, and by seeded samples. */
class ScalarTest {
    private static final long[] PLACES = {
        0, 1L << 7, 1L << 15, 1L << 31, 1L << 32, 1L << 63, 0xffff_ffff_0000_0000L, 0x1234_5678_9abc_def0L
    };
    private static final int SAMPLES = 4_000;

    /** A set of numbers, and some that it was made to hold. */
    private record Sample(Scalar scalar, List<Long> members) {}

    @ParameterizedTest
    @EnumSource(AluOp.class)
    void resultsOfMembersAreMembersOfResults(AluOp op) {
        var random = new Random(op.name().hashCode());
        for (int i = 0; i < SAMPLES; i++) {
            Sample dst = sample(random);
            Sample src = op == AluOp.LSH || op == AluOp.RSH || op == AluOp.ARSH ? count(random) : sample(random);
            Scalar wide = Arithmetic.apply(op, 64, dst.scalar, src.scalar);
            Scalar low = op == AluOp.MOVSX32 ? Scalar.UNKNOWN : Arithmetic.apply(op, 32, dst.scalar, src.scalar);
            for (long x : dst.members) {
                for (long y : src.members) {
                    require(wide, op.apply(x, y), dst.scalar, op, src.scalar);
                    require(low, Integer.toUnsignedLong(op.apply((int) x, (int) y)), dst.scalar, op, src.scalar);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Condition.class)
    void aJumpLeavesTheMembersForWhichItGoesThatWay(Condition condition) {
        var random = new Random(condition.name().hashCode());
        for (int i = 0; i < SAMPLES; i++) {
            Sample dst = sample(random);
            Sample src = sample(random);
            for (int bits : new int[] {32, 64}) {
                var taken = Comparison.where(condition, bits, dst.scalar, src.scalar);
                var passed = Comparison.whereNot(condition, bits, dst.scalar, src.scalar);
                for (long x : dst.members) {
                    for (long y : src.members) {
                        boolean holds = bits == 64 ? condition.holds(x, y) : condition.holds((int) x, (int) y);
                        var pair = holds ? taken : passed;
                        require(pair.dst(), x, dst.scalar, condition, src.scalar);
                        require(pair.src(), y, dst.scalar, condition, src.scalar);
                    }
                }
            }
        }
    }

    @Test
    void cutsAndExtensionsHoldThoseOfTheMembers() {
        var random = new Random(7);
        for (int i = 0; i < SAMPLES; i++) {
            Sample sample = sample(random);
            for (int width : new int[] {8, 16, 32}) {
                Scalar cut = sample.scalar.cut(width);
                Scalar extended = sample.scalar.extended(width);
                for (long x : sample.members) {
                    require(cut, x & (1L << width) - 1, sample.scalar, "cut", width);
                    require(extended, x << (64 - width) >> (64 - width), sample.scalar, "extended", width);
                }
            }
        }
    }

    @Test
    void aJoinHoldsTheMembersOfBoth() {
        var random = new Random(11);
        for (int i = 0; i < SAMPLES; i++) {
            Sample a = sample(random);
            Sample b = sample(random);
            Scalar joined = a.scalar.join(b.scalar);
            a.members.forEach(x -> require(joined, x, a.scalar, "joined with", b.scalar));
            b.members.forEach(x -> require(joined, x, a.scalar, "joined with", b.scalar));
        }
    }

    @Test
    void constantsStayConstant() {
        Scalar six = Arithmetic.apply(AluOp.MUL, 64, Scalar.constant(2), Scalar.constant(3));
        assertThat(six).isEqualTo(Scalar.constant(6));
        assertThat(Arithmetic.apply(AluOp.ADD, 32, Scalar.constant(-1), Scalar.constant(1)))
                .isEqualTo(Scalar.ZERO);
        assertThat(Comparison.where(Condition.EQ, 64, six, Scalar.constant(7)).isImpossible())
                .isTrue();
    }

    @Test
    void whatIsKnownIsNamed() {
        assertThat(Scalar.UNKNOWN).hasToString("any number");
        assertThat(Scalar.unsigned(3, 9)).hasToString("3 to 9");
        assertThat(Scalar.signed(-3, 9)).hasToString("-3 to 9");
        assertThat(Arithmetic.apply(AluOp.AND, 64, Scalar.UNKNOWN, Scalar.constant(0xf8)))
                .hasToString("0 to 248, a multiple of 8");
    }

    private static void require(Scalar scalar, long member, Object a, Object op, Object b) {
        if (!scalar.contains(member)) {
            assertThat(scalar).as("%s %s %s, without 0x%x", a, op, b, member).isNull();
        }
    }

    private static Sample count(Random random) {
        long count = random.nextInt(66);
        return new Sample(Scalar.constant(count), List.of(count));
    }

    /** A range at one of the places, or partly known bits there, or both. */
    private static Sample sample(Random random) {
        long place = PLACES[random.nextInt(PLACES.length)];
        long first = place + random.nextInt(17) - 8;
        int length = random.nextInt(4) == 0 ? random.nextInt(1 << 20) : random.nextInt(8);
        var members = new ArrayList<Long>();
        for (int i = 0; i < 4; i++) {
            members.add(i == 0 ? first : i == 1 ? first + length : first + random.nextInt(length + 1));
        }
        long last = first + length;
        Scalar range = Scalar.UNKNOWN;
        if (Long.compareUnsigned(first, last) <= 0 && random.nextBoolean()) {
            range = range.meet(Scalar.unsigned(first, last));
        }
        if (first <= last && random.nextBoolean()) {
            range = range.meet(Scalar.signed(first, last));
        }
        if (random.nextInt(3) == 0) {
            Tnum hull = Tnum.constant(first);
            for (long member : members) {
                long differing = hull.mask() | (hull.value() ^ member);
                hull = new Tnum(first & ~differing, differing);
            }
            range = range.meet(new Scalar(hull, Bounds.unknown(64), Bounds.unknown(32)));
        }
        return new Sample(range, members);
    }
}
