package io.polyprobe.target.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.target.LoadedObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Helpers for strings, loops, counters and tasks. */
@ParameterizedClass
@EnumSource(Place.class)
class HelperFamiliesTest extends MapRig {
    private static final int TEXT = 64;
    private static final int E2BIG = -7;
    private static final int EINVAL = -22;
    private static final int ENOENT = -2;

    private LoadedObject object;

    @BeforeEach
    void load() {
        object = load("helpers.c");
    }

    private void put(String text) {
        byte[] value = Arrays.copyOf(text.getBytes(StandardCharsets.ISO_8859_1), TEXT + 16);
        map(object, "texts").update(u32(0), value, ANY);
    }

    private long number(int offset) {
        return ByteBuffer.wrap(Objects.requireNonNull(map(object, "texts").lookup(u32(0))))
                .order(ByteOrder.nativeOrder())
                .getLong(offset);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            "12", 64, 0, 2, 12, 2, 12
            "  -12x", 64, 10, 5, -12, -22, 0
            "0x1fg", 64, 0, 4, 31, 4, 31
            "0x", 64, 0, 1, 0, 1, 0
            "0xg", 64, 16, -22, 0, -22, 0
            "017", 64, 0, 3, 15, 3, 15
            "089", 64, 0, 1, 0, 1, 0
            "ff", 64, 16, 2, 255, 2, 255
            "ff", 64, 10, -22, 0, -22, 0
            "", 64, 0, -22, 0, -22, 0
            "   ", 3, 0, -22, 0, -22, 0
            "-", 1, 0, -22, 0, -22, 0
            "-", 64, 0, -22, 0, -22, 0
            "+1", 64, 0, -22, 0, -22, 0
            "1", 64, 7, -22, 0, -22, 0
            "1", 64, 32, -22, 0, -22, 0
            "9223372036854775807", 64, 0, 19, 9223372036854775807, 19, 9223372036854775807
            "9223372036854775808", 64, 0, -34, 0, 19, -9223372036854775808
            "-9223372036854775808", 64, 0, 20, -9223372036854775808, -22, 0
            "-9223372036854775809", 64, 0, -34, 0, -22, 0
            "18446744073709551615", 64, 0, -34, 0, 20, -1
            "18446744073709551616", 64, 0, -34, 0, -34, 0
            "123456", 3, 0, 3, 123, 3, 123
            "-0", 64, 0, 2, 0, -22, 0
            """)
    void numbersAreReadFromStrings(
            String text, int size, int flags, int signed, long signedValue, int unsigned, long unsignedValue) {
        put(text);
        assertThat(run(object, "signed_number", size, flags)).isEqualTo(signed);
        assertThat(number(TEXT)).isEqualTo(signedValue);
        assertThat(run(object, "unsigned_number", size, flags)).isEqualTo(unsigned);
        assertThat(number(TEXT)).isEqualTo(unsignedValue);
    }

    @ParameterizedTest
    @CsvSource({
        "hello, 64, 0",
        "help, 64, 1",
        "help, 3, 0",
        "hell, 64, -1",
        "h\u00ff, 64, 1",
        "hello!, 64, 1",
        "hello!, 5, 0"
    })
    void stringsAreComparedByBytes(String text, int size, int expected) {
        put(text);
        assertThat(run(object, "compare", size)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, -1, 0, 0, 0", "10, -1, 0, 10, 45", "10, 4, 0, 5, 10", "10, -1, 1, -22, 0", "8388609, -1, 0, -7, 0"})
    void aLoopEndsWhereItsFunctionSaysSo(int count, int stop, int flags, int result, long sum) {
        put("");
        assertThat(run(object, "turns", count, stop, flags)).isEqualTo(result);
        assertThat(number(TEXT + 8)).isEqualTo(sum);
    }

    @Test
    void countersThatNobodyOpenedAreNotThere() {
        assertThat(run(object, "counter", 0, 0)).isEqualTo(ENOENT * 100 - 14);
        assertThat(run(object, "counter", 2, 0)).isEqualTo(E2BIG * 100 - 14);
        assertThat(run(object, "counter", 1L << 32, 0)).isEqualTo(EINVAL * 100 - 14);
        assertThat(run(object, "counter", 0, 1)).isEqualTo(ENOENT * 100 - 4);
        assertThat(run(object, "counter", 0, 2)).isEqualTo(EINVAL * 100);
    }

    @Test
    void memoryThatIsNotThereLeavesZeros() {
        assertThat(run(object, "nowhere", 8, 0)).isEqualTo(-14_000);
        assertThat(run(object, "nowhere", 0, 1)).isEqualTo(EINVAL);
        assertThat(run(object, "nowhere", 0, 0)).isEqualTo(ENOENT);
    }

    @Test
    void everyTaskIsBelowTheRootOfControlGroups() {
        assertThat(run(object, "root")).isEqualTo(1);
    }
}
