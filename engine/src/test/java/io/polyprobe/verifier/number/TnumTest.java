package io.polyprobe.verifier.number;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operation on all numbers of six partly known bits, at the low end of 64 and at the high one. */
class TnumTest {
    private static final int BITS = 6;

    static Stream<Arguments> operations() {
        return Stream.of(
                Arguments.of("+", (BinaryOperator<Tnum>) Tnum::add, (LongBinaryOperator) Long::sum),
                Arguments.of("-", (BinaryOperator<Tnum>) Tnum::sub, (LongBinaryOperator) (a, b) -> a - b),
                Arguments.of("*", (BinaryOperator<Tnum>) Tnum::mul, (LongBinaryOperator) (a, b) -> a * b),
                Arguments.of("&", (BinaryOperator<Tnum>) Tnum::and, (LongBinaryOperator) (a, b) -> a & b),
                Arguments.of("|", (BinaryOperator<Tnum>) Tnum::or, (LongBinaryOperator) (a, b) -> a | b),
                Arguments.of("^", (BinaryOperator<Tnum>) Tnum::xor, (LongBinaryOperator) (a, b) -> a ^ b));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void resultsOfMembersAreMembersOfResults(
            String symbol, BinaryOperator<Tnum> operation, LongBinaryOperator concrete) {
        for (int shift : new int[] {0, 64 - BITS}) {
            List<Tnum> all = all(shift);
            List<long[]> members = all.stream().map(TnumTest::array).toList();
            for (int i = 0; i < all.size(); i++) {
                for (int j = 0; j < all.size(); j++) {
                    Tnum a = all.get(i);
                    Tnum b = all.get(j);
                    Tnum result = operation.apply(a, b);
                    assertThat(result.value() & result.mask()).isZero();
                    for (long x : members.get(i)) {
                        for (long y : members.get(j)) {
                            if (!result.contains(concrete.applyAsLong(x, y))) {
                                assertThat(result)
                                        .as("%s %s %s, without %d %s %d", a, symbol, b, x, symbol, y)
                                        .isNull();
                            }
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("allShifts")
    void aRangeHoldsItsNumbers(int shift) {
        for (long min = 0; min < 1 << BITS; min++) {
            for (long max = min; max < 1 << BITS; max++) {
                Tnum range = Tnum.range(min << shift, max << shift);
                for (long x = min; x <= max; x++) {
                    assertThat(range.contains(x << shift)).isTrue();
                }
            }
        }
    }

    static Stream<Integer> allShifts() {
        return Stream.of(0, 30, 64 - BITS);
    }

    @ParameterizedTest
    @MethodSource("allShifts")
    void aMeetHoldsWhatBothHold(int shift) {
        var random = new Random(shift);
        List<Tnum> all = all(shift);
        for (Tnum a : all) {
            for (int i = 0; i < 20; i++) {
                Tnum b = all.get(random.nextInt(all.size()));
                List<Long> both = members(a).stream().filter(b::contains).toList();
                assertThat(a.isDisjoint(b)).isEqualTo(both.isEmpty());
                if (!both.isEmpty()) {
                    assertThat(members(a.meet(b))).containsExactlyInAnyOrderElementsOf(both);
                }
                assertThat(a.contains(b)).isEqualTo(members(b).stream().allMatch(a::contains));
            }
        }
    }

    static List<Tnum> all(int shift) {
        var all = new ArrayList<Tnum>();
        for (long mask = 0; mask < 1 << BITS; mask++) {
            for (long value = 0; value < 1 << BITS; value++) {
                if ((value & mask) == 0) {
                    all.add(new Tnum(value << shift, mask << shift));
                }
            }
        }
        return all;
    }

    private static long[] array(Tnum tnum) {
        return members(tnum).stream().mapToLong(Long::longValue).toArray();
    }

    static List<Long> members(Tnum tnum) {
        var members = new ArrayList<Long>();
        long subset = 0;
        do {
            members.add(tnum.value() | subset);
            subset = (subset - tnum.mask()) & tnum.mask();
        } while (subset != 0);
        return members;
    }
}
