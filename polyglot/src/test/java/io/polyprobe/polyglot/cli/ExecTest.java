package io.polyprobe.polyglot.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.Renderer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ExecTest {
    private static final String LOAD_FIRST_BYTE = "71 10 00 00 00 00 00 00  95 00 00 00 00 00 00 00";
    private static final String LENGTH = "bf20000000000000 9500000000000000";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int exec(String in, String... arguments) throws IOException {
        return new Exec(
                        new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        new Renderer(false))
                .run(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"interp", "jit"})
    void aProgramGetsMemoryAndItsLength(String engine) throws IOException {
        assertThat(exec(LOAD_FIRST_BYTE, "--engine", engine, "ab cd ef")).isZero();
        assertThat(exec(LENGTH, "--engine", engine, "abcdef")).isZero();
        assertThat(exec(LENGTH, "--engine", engine)).isZero();
        assertThat(out).hasToString("ab\n3\n0\n");
    }

    @Test
    void aBatchAnswersEachLineWhateverTheOthersDo() throws IOException {
        assertThat(exec("""
                        first\tff00\t%s
                        length\t\t%s
                        fault\t\t%s
                        short\t00\t95
                        reserved\t00\t9500000001000000
                        hex\tzz\t%s
                        fields\t00
                        """.formatted(LOAD_FIRST_BYTE, LENGTH, LOAD_FIRST_BYTE, LENGTH), "--batch"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("first\tff"),
                        line -> assertThat(line).isEqualTo("length\t0"),
                        line -> assertThat(line).startsWith("fault\terror: ").contains("null pointer"),
                        line -> assertThat(line).startsWith("short\terror: "),
                        line -> assertThat(line).startsWith("reserved\terror: ").contains("immediate"),
                        line -> assertThat(line).startsWith("hex\terror: the memory is not hex"),
                        line -> assertThat(line).startsWith("fields\terror: there are 2 fields"));
    }

    @Test
    void aFaultIsToldAndHasAnExitCode() throws IOException {
        assertThat(exec(LOAD_FIRST_BYTE)).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("program bytecode was stopped", "at slot 0");
        assertThat(out.size()).isZero();
    }

    @Test
    void otherEnginesAndOptionsAreRefused() throws IOException {
        assertThatThrownBy(() -> exec(LENGTH, "--engine", "warp")).hasMessageContaining("'warp' is no engine");
        assertThatThrownBy(() -> exec(LENGTH, "--warp")).isInstanceOf(CommandLine.ParameterException.class);
    }

    @Test
    void theExamplesOfTheDocumentationDoWhatItSays() throws IOException {
        Matcher examples = Pattern.compile("\\$ echo '([^']*)' \\| ./polyprobe exec(.*)\n(.*)\n")
                .matcher(Files.readString(Path.of("../docs/jit.md")));
        int count = 0;
        while (examples.find()) {
            out.reset();
            String[] arguments = examples.group(2).strip().split(" ");
            assertThat(exec(examples.group(1), examples.group(2).isEmpty() ? new String[0] : arguments))
                    .isZero();
            assertThat(out).hasToString(examples.group(3) + "\n");
            count++;
        }
        assertThat(count).isEqualTo(2);
    }
}
