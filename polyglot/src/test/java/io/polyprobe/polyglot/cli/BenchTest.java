package io.polyprobe.polyglot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.clang.Clang;
import io.polyprobe.clang.ClangLocator;
import io.polyprobe.clang.ObjectCache;
import io.polyprobe.diag.Renderer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
    private static final String C = """
            struct xdp_md { unsigned data, data_end; };
            __attribute__((section("xdp"), used)) int first(struct xdp_md *ctx) {
                unsigned char *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
                return data + 1 > end ? 0 : data[0];
            }
            __attribute__((section("xdp"), used)) int two(struct xdp_md *ctx) { return 2; }
            __attribute__((section("kprobe/x"), used)) int probe(void *ctx) { return 0; }
            """;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int bench(String... arguments) throws IOException {
        return new Bench(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        new Renderer(false),
                        Duration.ofMillis(50))
                .run(arguments);
    }

    private String object() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("o.c"), C);
        byte[] bytes = new ClangLocator(System.getenv(), ObjectCache.of(System.getenv()))
                .find()
                .orThrow()
                .run(
                        folder,
                        List.of("-target", "bpf", "-g", "-O2", "-c", "o.c", "-o", "-"),
                        InputStream::readAllBytes,
                        Clang.LIMIT)
                .output();
        return Files.write(folder.resolve("o.o"), bytes).toString();
    }

    @Test
    void eachEngineGetsTheDataAndMakesOneResult() throws IOException, InterruptedException {
        Path data = Files.write(folder.resolve("data"), new byte[] {7});
        assertThat(bench("--data", data.toString(), "--prog", "first", object()))
                .isZero();
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst().split(" +"))
                .containsExactly(
                        "program",
                        "type",
                        "result",
                        "interp_ns",
                        "jit_ns",
                        "kernel_ns",
                        "insns",
                        "verify_ns",
                        "verify_insns");
        assertThat(lines.getLast()).matches("first +xdp +0x7 +\\d+ +\\d+ +(\\d+|-) +\\d+ +\\d+ +\\d+");
    }

    @Test
    void whatCannotBeRunIsSaidAndTheOthersRun() throws IOException, InterruptedException {
        assertThat(bench("--json", object())).isEqualTo(3);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("section 'kprobe/x' cannot be run on data");
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .allSatisfy(line ->
                        assertThat(line).contains("\"interp_ns\":", "\"jit_ns\":", "\"kernel_", "\"verify_ns\":"))
                .anySatisfy(line -> assertThat(line).contains("\"program\":\"two\"", "\"jit_result\":2"));
    }

    @Test
    void aProgramThatIsNotThereIsAnErrorThatNamesThoseThatAre() throws IOException, InterruptedException {
        assertThat(bench("--prog", "frist", object())).isNotZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("there is no program 'frist' in ", "It has: first, two, ");
    }
}
