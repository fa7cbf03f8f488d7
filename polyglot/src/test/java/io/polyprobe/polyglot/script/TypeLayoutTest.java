package io.polyprobe.polyglot.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.btf.BtfBuilder;
import io.polyprobe.btf.BtfType;
import io.polyprobe.btf.BtfType.Member;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypeLayoutTest {
    private final BtfBuilder types = new BtfBuilder();
    private final int octet = types.add(new BtfType.Int("unsigned char", 1, 8, 0, false, false, false));
    private final int character = types.add(new BtfType.Int("char", 1, 8, 0, true, true, false));
    private final int number = types.add(new BtfType.Int("int", 4, 32, 0, true, false, false));

    @Test
    void numbers_are_spelled_by_their_size() {
        int pointer = types.add(new BtfType.Pointer(number));
        var btf = types.build();
        assertThat(TypeLayout.of(btf, number, "key", true)).containsExactly("  int key;");
        assertThat(TypeLayout.of(btf, octet, "key", false)).containsExactly("  unsigned char key;");
        assertThat(TypeLayout.of(btf, pointer, "value", false)).containsExactly("  unsigned long long value;");
    }

    @Test
    void structs_show_their_fields_and_places() {
        int text = types.add(new BtfType.Array(character, number, 4));
        int row = types.add(new BtfType.Array(number, number, 3));
        int rows = types.add(new BtfType.Array(row, number, 2));
        int either = types.add(
                new BtfType.Union("either", 4, List.of(new Member("i", number, 0, 0), new Member("c", octet, 0, 0))));
        int all = types.add(new BtfType.Struct(
                "all",
                36,
                List.of(
                        new Member("text", text, 0, 0),
                        new Member("low", octet, 32, 3),
                        new Member("high", octet, 35, 5),
                        new Member("either", either, 64, 0),
                        new Member("rows", rows, 96, 0))));
        assertThat(String.join("\n", TypeLayout.of(types.build(), all, "key", true)))
                .isEqualTo("""
                          struct {
                            [0 +4] char[4] text;
                            [4,0 +3 bit] unsigned char low:3;
                            [4,3 +5 bit] unsigned char high:5;
                            [8 +4] union {
                              [8 +4] int i;
                              [8 +1] unsigned char c;
                            } either;
                            [12 +24] int[2][3] rows;
                          } key;\
                        """);
    }
}
