package io.polyprobe.polyglot.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfBuilder;
import io.polyprobe.btf.BtfType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CValueTest {
    private final BtfBuilder builder = new BtfBuilder();

    private int integer(int bytes, boolean signed) {
        return builder.add(new BtfType.Int((signed ? "s" : "u") + bytes, bytes, bytes * 8, 0, signed, false, false));
    }

    private CValue zero(int type, int size) {
        return CValue.over(builder.build(), type, new byte[size]);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            1,  true,  -1,                                       -1
            1,  false, -1,                                       255
            4,  false, 4294967296,                               0
            4,  true,  2147483648,                               -2147483648
            8,  false, 18446744073709551615,                     18446744073709551615
            8,  true,  18446744073709551615,                     -1
            16, false, -1,                                       340282366920938463463374607431768211455
            16, true,  -1,                                       -1
            16, false, 1267650600228229401496703205376,          1267650600228229401496703205376
            """)
    void integers_of_any_size_keep_the_bits_that_fit(int bytes, boolean signed, String written, String read) {
        CValue value = zero(integer(bytes, signed), bytes);
        value.decimal(written);
        assertThat(value.decimal()).isEqualTo(read);
        assertThat(value.kind()).isEqualTo(bytes == 16 ? "wide" : "integer");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            low,  5,   5,  5
            low,  8,   0,  0
            mid,  31,  31, f8
            mid,  -1,  31, f8
            neg,  -3,  -3, 500
            far,  513, 1,  10000
            """)
    void bit_fields_are_read_and_written_in_their_struct(String field, String written, String read, String memory) {
        int u32 = integer(4, false);
        int s32 = integer(4, true);
        int struct = builder.add(new BtfType.Struct(
                "flags",
                4,
                List.of(
                        new BtfType.Member("low", u32, 0, 3),
                        new BtfType.Member("mid", u32, 3, 5),
                        new BtfType.Member("neg", s32, 8, 3),
                        new BtfType.Member("far", u32, 16, 9))));
        CValue value = zero(struct, 4);
        value.field(field).decimal(written);
        assertThat(value.field(field).decimal()).isEqualTo(read);
        assertThat(memoryOf(value)).isEqualTo(memory);
    }

    private static String memoryOf(CValue value) {
        CValue whole = CValue.over(new BtfBuilder().build(), 0, value.bytes());
        return Long.toHexString(whole.integer());
    }

    @Test
    void structs_reach_into_anonymous_and_nested_members_and_arrays() {
        int u8 = integer(1, false);
        int u32 = integer(4, false);
        int character = builder.add(new BtfType.Int("char", 1, 8, 0, true, true, false));
        int name = builder.add(new BtfType.Array(character, u32, 8));
        int octets = builder.add(new BtfType.Array(u8, u32, 4));
        int inner = builder.add(new BtfType.Struct("inner", 4, List.of(new BtfType.Member("x", u32, 0, 0))));
        int anonymous = builder.add(new BtfType.Union(
                "", 4, List.of(new BtfType.Member("number", u32, 0, 0), new BtfType.Member("octets", octets, 0, 0))));
        int outer = builder.add(new BtfType.Struct(
                "outer",
                16,
                List.of(
                        new BtfType.Member("name", name, 0, 0),
                        new BtfType.Member("", anonymous, 64, 0),
                        new BtfType.Member("in", inner, 96, 0))));
        CValue value = zero(outer, 16);
        assertThat(value.fields()).containsExactly("name", "number", "octets", "in");
        value.field("number").decimal("16909060");
        value.field("in").field("x").decimal("7");
        value.field("name").raw(value.bytesOf("caf\u00e9"));
        assertThat(value.field("octets").at(3).integer()).isEqualTo(1);
        assertThat(value.field("in").field("x").integer()).isEqualTo(7);
        assertThat(value.field("name").kind()).isEqualTo("text");
        assertThat(value.field("name").utf8()).isEqualTo("caf\u00e9");
        assertThat(value.field("name").text()).hasSize(5);
        assertThat(value.has("nope")).isFalse();
        assertThatThrownBy(() -> value.field("nope")).hasMessageContaining("'nope'");
    }

    @Test
    void a_map_that_tells_no_types_has_numbers_and_bytes() {
        Btf none = new BtfBuilder().build();
        assertThat(CValue.over(none, 0, new byte[4]).kind()).isEqualTo("integer");
        assertThat(CValue.over(none, 0, new byte[24]).kind()).isEqualTo("text");
    }
}
