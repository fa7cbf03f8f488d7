package io.polyprobe.linux.symbols;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers here are what {@code std::sort} of libstdc++ 12 made of the same input. */
class StartOrderTest {
    /** So many starts below a bound, many of them equal, by a linear congruential generator. */
    private static long[] starts(int count, int bound) {
        var starts = new long[count];
        int state = 1;
        for (int i = 0; i < count; i++) {
            state = state * 1664525 + 1013904223;
            starts[i] = (long) (state >>> 8) % bound;
        }
        return starts;
    }

    /** Makes the median of three the second least each time (Musser), so that heapsort must step in. */
    private static long[] killer(int count) {
        var starts = new long[count];
        int half = count / 2;
        for (int i = 1; i <= half; i++) {
            if (i % 2 == 1) {
                starts[i - 1] = i;
                starts[i] = (long) half + i;
            }
            starts[half + i - 1] = 2L * i;
        }
        return Arrays.stream(starts).map(start -> start / 4).toArray();
    }

    /** As {@link Arrays#hashCode} does it, but from 0. */
    private static int hash(int[] order) {
        return Arrays.stream(order).reduce(0, (hash, index) -> hash * 31 + index);
    }

    @ParameterizedTest
    @CsvSource({
        "10, 3, 1185088995",
        "40, 7, -795025686",
        "1000, 300, -706930394",
        "5000, 100000, -76363556",
        "100000, 5000, -1272086374"
    })
    void equalStartsEndAsInCPlusPlus(int count, int bound, int hash) {
        assertThat(hash(StartOrder.of(starts(count, bound), count))).isEqualTo(hash);
    }

    @Test
    void unkindInputEndsAsInCPlusPlus() {
        assertThat(hash(StartOrder.of(killer(20_000), 20_000))).isEqualTo(1326153248);
    }

    @Test
    void addressesAreUnsigned() {
        assertThat(StartOrder.of(new long[] {-1, 1, Long.MIN_VALUE}, 3)).containsExactly(1, 2, 0);
    }

    @Test
    void nothingIsSortedToo() {
        assertThat(StartOrder.of(new long[0], 0)).isEmpty();
    }
}
