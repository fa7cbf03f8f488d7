package io.polyprobe.polyglot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyTest {
    private static final String SCRIPT = """
            from bcc import BPF
            b = BPF(text='''
            BPF_HASH(counts, u32, u64);
            int good(void *ctx) {
                u32 key = 1;
                counts.increment(key);
                return 0;
            }
            int bad(void *ctx) {
                u32 key = 1;
                u64 *count = counts.lookup(&key);
                return *count;
            }
            ''')
            b.attach_kprobe(event="do_sys_openat2", fn_name="good")
            b.attach_kprobe(event="do_sys_openat2", fn_name="bad")
            b.trace_print()
            """;

    @TempDir
    private Path folder;

    private ScriptProcess.Ended verify(String... arguments) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("s.py"), SCRIPT);
        var command = new ArrayList<>(List.of(Verify.NAME, "--target", "vm"));
        command.addAll(List.of(arguments));
        try (var process = ScriptProcess.start(folder, Main.class, command)) {
            return process.end();
        }
    }

    @Test
    void aRejectedProgramIsExplainedByTheLineOfTheScript() throws IOException, InterruptedException {
        var ended = verify("s.py");
        assertThat(ended.code()).as(ended.err()).isEqualTo(3);
        assertThat(ended.out())
                .contains(
                        "good (kprobe): accepted; ",
                        "bad (kprobe): rejected; ",
                        "s.py:12:",
                        "the verifier rejects the program 'bad': r0 may be null",
                        "  | At: ",
                        "hint: Test the pointer first");
    }

    @Test
    void anAcceptedProgramEndsWellAndHasALogOnRequest() throws IOException, InterruptedException {
        var ended = verify("--prog", "good", "--log", "2", "s.py");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("   0: ", "r1 = the context", "good (kprobe): accepted")
                .doesNotContain("bad");
    }

    @Test
    void whatIsKnownAtEachLineIsShownOnRequest() throws IOException, InterruptedException {
        var text = verify("--prog", "good", "--states", "s.py");
        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out()).contains("good (kprobe): accepted", "s.py:6 | counts.increment(key);\n    r1  1\n");
        var json = verify("--prog", "good", "--states", "--json", "s.py");
        assertThat(json.out()).contains("\"lines\":[", "\"where\":\"r1\"", "\"text\":\"1\"");
        var html = verify("--prog", "good", "--html", "s.py");
        assertThat(html.out()).startsWith("<div class=\"polyprobe-account\">").endsWith("</div>\n");
    }

    /** The page on the verifier shows the command for one of them. */
    @ParameterizedTest
    @ValueSource(strings = {"count.py", "fields.py", "hello.py", "count.js"})
    void theExamplesAreAccepted(String name) throws IOException, InterruptedException {
        var ended = verify(Path.of("../examples", name).toAbsolutePath().toString());
        assertThat(ended.code()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out()).contains(": accepted; ").doesNotContain("rejected");
    }

    @Test
    void verdictsAreLinesOfJson() throws IOException, InterruptedException {
        var ended = verify("--json", "s.py");
        assertThat(ended.out().lines())
                .anySatisfy(line ->
                        assertThat(line).startsWith("{\"program\":\"good\",\"type\":\"kprobe\",\"accepted\":true,"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("{\"program\":\"bad\",\"type\":\"kprobe\",\"accepted\":false,")
                        .contains("\"slot\":", "\"file\":\"s.py\",\"line\":12,", "\"hints\":["));
    }
}
