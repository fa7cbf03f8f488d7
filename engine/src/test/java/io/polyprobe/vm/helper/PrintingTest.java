package io.polyprobe.vm.helper;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintingTest {
    private static final int EINVAL = -22;

    /** What Linux 6.18 printed and returned; v is 0x123456789a, s the string "str". */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "Hello;v;v;v;Hello;5",
                "%X|%lX|%llX;v;v;v;3456789A|123456789A|123456789A;30",
                "%d%%d|;v;v;v;878082202%d|;12",
                "s %s %s|%s;s;s;s;s str str|str;13",
                "%s!;s;v;v;str!;4",
                "%5s|%-5s|;s;s;v;  str|str  |;12",
                "%pS;v;v;v;0x123456789a;12",
                "%lu%ld;v;v;v;7818749353078187493530;22",
                "%08lx|%-8x|;v;v;v;123456789a|3456789a|;20",
                "%+5d|%-+5d|;v;v;v;+878082202|+878082202|;22",
                "%d %s;v;s;v;878082202 str;13",
                "%px;v;v;v;000000123456789a;16",
                "%px4;v;v;v;000000123456789a;16",
                "%05c|;v;v;v;    \u009a|;6",
                "%lli;v;v;v;78187493530;11",
                "%5d|%05d|%-5d|;7;7;7;    7|00007|7    |;18",
                "d %d u %u x %x;-5;-5;171;d -5 u 4294967291 x ab;22",
                "ld %ld lu %lu lx %lx;-5;-5;-6;ld -5 lu 18446744073709551611 lx fffffffffffffffa;49",
                "p %p;0;v;v;p 0000000000000000;18",
                "tab\t|;v;v;v;tab\t|;5",
            })
    void formats_are_printed_as_linux_prints_them(
            String format, String a, String b, String c, String message, int result) {
        try (var rig = new HelperRig()) {
            assertThat(printk(rig, format, a, b, c)).isEqualTo(result);
            assertThat(rig.printed()).isEqualTo(message);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {"%sX", "%pX", "%f", "%zu", "%hd", "%#x", "%o", "%.3d", "%*d", "%lc", "%ls", "%d%d%d%d"})
    void formats_that_linux_refuses_are_refused(String format) {
        try (var rig = new HelperRig()) {
            assertThat(printk(rig, format, "v", "v", "v")).isEqualTo(EINVAL);
            assertThat(rig.printed()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"%", "trail %", "%pq|%d", "%lllu|%d", "%l", "%p4"})
    void more_formats_that_linux_refuses_are_refused(String format) {
        formats_that_linux_refuses_are_refused(format);
    }

    @Test
    void control_characters_are_refused_and_other_bytes_kept() {
        formats_that_linux_refuses_are_refused("\u0001z");
        try (var rig = new HelperRig()) {
            assertThat(printk(rig, "\u00c3\u00a9", "v", "v", "v")).isEqualTo(2);
            assertThat(rig.printed()).isEqualTo("\u00c3\u00a9");
        }
    }

    @Test
    void a_format_needs_its_zero_byte_within_its_size() {
        try (var rig = new HelperRig()) {
            assertThat(rig.call(6, rig.put("ab"), 2)).isEqualTo(EINVAL);
            assertThat(rig.call(6, rig.put("ab\0c"), 5)).isEqualTo(2);
            assertThat(rig.printed()).isEqualTo("ab");
        }
    }

    @Test
    void internet_addresses_are_read_from_memory() {
        try (var rig = new HelperRig()) {
            long ip = rig.put(new byte[] {127, 0, 0, 1});
            rig.call(6, rig.put("%pi4 %pI4|"), 11, ip, ip);
            assertThat(rig.printed()).isEqualTo("127.000.000.001 127.0.0.1|");
        }
    }

    @Test
    void a_string_that_cannot_be_read_is_empty() {
        try (var rig = new HelperRig()) {
            assertThat(rig.call(6, rig.put("s bad %s|"), 10, 0x1234)).isEqualTo(7);
            assertThat(rig.printed()).isEqualTo("s bad |");
        }
    }

    @Test
    void strings_share_512_bytes() {
        try (var rig = new HelperRig()) {
            long text = rig.put("x".repeat(299));
            assertThat(rig.call(6, rig.put("%s|%s|"), 7, text, text)).isEqualTo(512);
        }
    }

    @Test
    void a_pointers_hash_has_32_bits_and_stays() {
        try (var rig = new HelperRig()) {
            rig.call(6, rig.put("%p %p"), 6, 0x1234, 0x1234);
            assertThat(rig.printed()).matches("00000000([0-9a-f]{8}) 00000000\\1");
        }
    }

    @Test
    void vprintk_and_snprintf_take_their_arguments_from_an_array() {
        try (var rig = new HelperRig()) {
            var data = java.nio.ByteBuffer.allocate(40).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            for (long i = 1; i <= 5; i++) {
                data.putLong(i);
            }
            long format = rig.put("%d %d %d %d %d");
            long array = rig.put(data.array());
            assertThat(rig.call(177, format, 15, array, 40)).isEqualTo(9);
            assertThat(rig.printed()).isEqualTo("1 2 3 4 5");
            assertThat(rig.call(177, format, 15, array, 39)).isEqualTo(EINVAL);
            assertThat(rig.call(177, format, 15, array, 32)).isEqualTo(EINVAL);
            long out = rig.put(new byte[8]);
            assertThat(rig.call(165, out, 6, format, array, 40)).isEqualTo(10);
            assertThat(rig.memory().load(out, 8)).isEqualTo(0x3020_3220_31L | 0x33L << 32);
        }
    }

    private static long printk(HelperRig rig, String format, String... arguments) {
        var values = new long[5];
        values[0] = rig.put(format);
        values[1] = format.length() + 1L;
        for (int i = 0; i < arguments.length; i++) {
            values[i + 2] = switch (arguments[i]) {
                case "v" -> 0x123456789aL;
                case "s" -> rig.put("str");
                default -> Long.parseLong(arguments[i]);
            };
        }
        return rig.call(6, values);
    }
}
