package io.polyprobe.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceFieldsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"             cat-1234    [001] d..31  5678.123456: bpf_trace_printk: Hello, World!\"|cat|1234|1|d..31|5678.123456|Hello, World!",
                "\"           <...>-42      [000] .....     0.000001: bpf_trace_printk: a: b\"|<...>|42|0|.....|0.000001|a: b",
                "\" kworker/u8:1-ev-77      [003] dn.1     12.5: 0x00000001: x\"|kworker/u8:1-ev|77|3|dn.1|12.5|x",
                "\"   a b-with-dash-9       [000] d....    1.0: bpf_trace_printk: \"|a b-with-dash|9|0|d....|1.0|\"\"",
            })
    void theSixFieldsAreSplitByColumnThenByColon(
            String line, String task, int pid, int cpu, String flags, double timestamp, String message) {
        var fields = new TraceLine(bytes(line)).fields().orElseThrow();
        assertThat(fields)
                .usingRecursiveComparison()
                .isEqualTo(new TraceFields(bytes(task), pid, cpu, bytes(flags), timestamp, bytes(message)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CPU:0 [LOST 12 EVENTS]", "", "too short", "there is no number anywhere in this: line"})
    void linesOfAnotherShapeHaveNoFields(String line) {
        assertThat(new TraceLine(bytes(line)).fields()).isEmpty();
    }

    @Test
    void bytesThatAreNoTextSurvive() {
        byte[] line = bytes("             cat-1       [000] d..31  1.0: bpf_trace_printk: ?");
        line[line.length - 1] = (byte) 0xff;
        assertThat(new TraceLine(line).fields().orElseThrow().message()).containsExactly(0xff);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
