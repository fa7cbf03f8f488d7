package io.polyprobe.verifier.number;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ranges of narrow numbers through and through: the code is that for 32 and 64 bits, the width its parameter. */
class BoundsTest {
    private static final int WIDTH = 4;
    private static final long MASK = (1 << WIDTH) - 1;

    static Stream<Arguments> operations() {
        return Stream.of(
                Arguments.of("+", (BinaryOperator<Bounds>) Bounds::add, (LongBinaryOperator) Long::sum),
                Arguments.of("-", (BinaryOperator<Bounds>) Bounds::sub, (LongBinaryOperator) (a, b) -> a - b),
                Arguments.of("*", (BinaryOperator<Bounds>) Bounds::mul, (LongBinaryOperator) (a, b) -> a * b),
                Arguments.of("&", (BinaryOperator<Bounds>) Bounds::and, (LongBinaryOperator) (a, b) -> a & b),
                Arguments.of("|", (BinaryOperator<Bounds>) Bounds::or, (LongBinaryOperator) (a, b) -> a | b));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void resultsOfMembersAreMembersOfResults(
            String symbol, BinaryOperator<Bounds> operation, LongBinaryOperator concrete) {
        List<Bounds> all = all();
        var random = new Random(5);
        for (Bounds a : all) {
            for (int i = 0; i < 25; i++) {
                Bounds b = all.get(random.nextInt(all.size()));
                Bounds result = operation.apply(a, b);
                for (long x : members(a)) {
                    for (long y : members(b)) {
                        requireMember(result, concrete.applyAsLong(x, y), "%s %s %s".formatted(a, symbol, b));
                    }
                }
            }
        }
    }

    @Test
    void shiftsOfMembersAreMembersOfShifts() {
        for (Bounds a : all()) {
            for (int count = 0; count < WIDTH; count++) {
                for (long x : members(a)) {
                    requireMember(a.shiftLeft(count), x << count, a + " << " + count);
                    requireMember(a.shiftRight(count), x >>> count, a + " >> " + count);
                    requireMember(a.shiftRightSigned(count), signed(x) >> count, a + " s>> " + count);
                }
            }
        }
    }

    @Test
    void whatIsDeducedHasTheSameMembers() {
        for (Bounds a : all()) {
            assertThat(members(a.deduced())).isEqualTo(members(a));
        }
    }

    private static void requireMember(Bounds bounds, long value, String what) {
        if (!contains(bounds, value & MASK)) {
            assertThat(bounds).as("%s, without %d", what, value & MASK).isNull();
        }
    }

    private static long signed(long value) {
        return value << (64 - WIDTH) >> (64 - WIDTH);
    }

    private static boolean contains(Bounds bounds, long value) {
        return bounds.umin() <= value
                && value <= bounds.umax()
                && bounds.smin() <= signed(value)
                && signed(value) <= bounds.smax();
    }

    private static List<Long> members(Bounds bounds) {
        var members = new ArrayList<Long>();
        for (long value = 0; value <= MASK; value++) {
            if (contains(bounds, value)) {
                members.add(value);
            }
        }
        return members;
    }

    /** Every pair of ranges with something in it. */
    private static List<Bounds> all() {
        var all = new ArrayList<Bounds>();
        for (long umin = 0; umin <= MASK; umin++) {
            for (long umax = umin; umax <= MASK; umax++) {
                for (long smin = signed(8); smin < 8; smin++) {
                    for (long smax = smin; smax < 8; smax++) {
                        var bounds = new Bounds(WIDTH, umin, umax, smin, smax);
                        if (!members(bounds).isEmpty()) {
                            all.add(bounds);
                        }
                    }
                }
            }
        }
        return all;
    }
}
