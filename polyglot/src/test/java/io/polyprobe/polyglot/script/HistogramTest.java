package io.polyprobe.polyglot.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is expected here was printed by BCC 0.26; 600 more random histograms were compared once and did not differ. */
class HistogramTest {
    private static long[] counts(int slot, long count, int otherSlot, long otherCount) {
        long[] counts = new long[65];
        counts[slot] = count;
        counts[otherSlot] = otherCount;
        return counts;
    }

    @Test
    void numbers_beyond_32_bits_have_a_wider_layout() {
        assertThat(new Histogram(counts(33, 3, 32, 7), true).log2("nsecs")).isEqualTo("""
                       nsecs                         : count     distribution
                  2147483648 -> 4294967295           : 7        |********************|
                  4294967296 -> 8589934591           : 3        |********            |
        """);
    }

    @Test
    void the_last_slot_ends_with_the_largest_number_of_64_bits() {
        assertThat(new Histogram(counts(64, 1, 64, 1), true).log2("x"))
                .contains(" 9223372036854775808 -> 18446744073709551615 : 1        |********************|");
    }

    @Test
    void nothing_counted_prints_nothing() {
        var none = new Histogram(new long[65], false);
        assertThat(none.log2("x")).isEmpty();
        assertThat(none.linear("x")).isEmpty();
        assertThat(none.log2Intervals()).isEmpty();
    }

    @Test
    void a_part_of_a_star_is_left_out() {
        assertThat(new Histogram(counts(0, 1, 1, 41), false).linear("n").lines())
                .containsExactly(
                        "     n             : count     distribution",
                        "        0          : 1        |                                        |",
                        "        1          : 41       |****************************************|");
    }

    @Test
    void intervals_double() {
        List<Object[]> intervals = new Histogram(counts(1, 5, 3, 2), false).log2Intervals();
        assertThat(intervals)
                .containsExactly(new Object[] {"0", "1", 5L}, new Object[] {"2", "3", 0L}, new Object[] {"4", "7", 2L});
    }
}
