package io.polyprobe.linux.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.target.TraceLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineSplitterTest {
    @ParameterizedTest
    @CsvSource({"a|b;c|,a;bc", "abc|,abc", "a;b;c,''", "'a||b|',a;;b", "'|',''"})
    void linesComeWholeWhateverThePieces(String pieces, String expected) {
        var splitter = new LineSplitter();
        var lines = new ArrayDeque<TraceLine>();
        for (String piece : pieces.split(";", -1)) {
            splitter.add(piece.replace('|', '\n').getBytes(StandardCharsets.UTF_8), lines);
        }
        List<String> texts = lines.stream()
                .map(line -> new String(line.text(), StandardCharsets.UTF_8))
                .toList();
        assertThat(String.join(";", texts)).isEqualTo(expected);
    }
}
