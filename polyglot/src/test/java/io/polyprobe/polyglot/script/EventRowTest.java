package io.polyprobe.polyglot.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.btf.BtfBuilder;
import io.polyprobe.btf.BtfType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventRowTest {
    private final BtfBuilder builder = new BtfBuilder();
    private EventRow row;

    @BeforeEach
    void makeRow() {
        int u32 = builder.add(new BtfType.Int("unsigned int", 4, 32, 0, false, false, false));
        int character = builder.add(new BtfType.Int("char", 1, 8, 0, true, true, false));
        int comm = builder.add(new BtfType.Array(character, u32, 4));
        int path = builder.add(new BtfType.Array(character, u32, 256));
        int struct = builder.add(new BtfType.Struct(
                "event",
                272,
                List.of(
                        new BtfType.Member("pid", u32, 0, 0),
                        new BtfType.Member("comm", comm, 32, 0),
                        new BtfType.Member("path", path, 64, 0),
                        new BtfType.Member("letter", character, 2112, 0),
                        new BtfType.Member("low", u32, 2144, 3))));
        row = new EventRow(builder.build(), struct);
    }

    @Test
    void a_row_has_the_fields_in_the_codes_of_pythons_struct() {
        assertThat(row.format()).isEqualTo("I5p256scQ");
        assertThat(row.width()).isEqualTo(4 + 5 + 256 + 1 + 8);
        assertThat(row.names()).containsExactly("pid", "comm", "path", "letter", "low");
        assertThat(row.others()).containsExactly("path");
        assertThat(row.tag()).isEqualTo("event");
    }

    @Test
    void text_has_its_length_before_it_and_nothing_behind_its_end() {
        assertThat(written("abcd", 272)).containsSubsequence(new byte[] {4, 'a', 'b', 'c', 'd'});
        assertThat(written("a\0cd", 272)).containsSubsequence(new byte[] {1, 'a', 0, 0, 0});
    }

    @Test
    void what_was_not_submitted_is_zero() {
        byte[] bytes = written("abcd", 6);
        assertThat(bytes).startsWith(7, 0, 0, 0, 2, 'a', 'b', 0, 0);
        assertThat(bytes).endsWith(0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void long_text_is_cut_when_it_is_looked_at() {
        assertThat(row.value("path", "/bin\0rest").text()).isEqualTo("/bin");
    }

    private byte[] written(String comm, int submitted) {
        ByteBuffer event = ByteBuffer.allocate(272).order(ByteOrder.LITTLE_ENDIAN);
        event.putInt(7).put(comm.getBytes(StandardCharsets.ISO_8859_1));
        event.put(264, (byte) 'x').putInt(268, 0xff);
        ByteBuffer written = ByteBuffer.allocate(row.width()).order(ByteOrder.LITTLE_ENDIAN);
        row.write(event.array(), 0, submitted, written);
        return written.array();
    }
}
