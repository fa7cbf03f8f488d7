package io.polyprobe.polyglot.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example, in both languages, on both targets. */
class ExamplesIT {
    static List<String> examples() throws IOException {
        try (Stream<Path> files = Files.list(Launcher.HOME.resolve("examples"))) {
            return files.map(Path::toString)
                    .filter(name -> name.endsWith(".py") || name.endsWith(".js"))
                    .sorted()
                    .toList();
        }
    }

    /** The first start in a language says that it prepares later ones. */
    @BeforeAll
    static void prepare() throws Exception {
        for (String example : List.of("examples/hello.py", "examples/hello.js")) {
            Launcher.run("--target", "vm", "--pace", "max", "--for", "1s", example);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void in_the_vm_the_same_seed_gives_the_same_bytes(String example) throws Exception {
        List<String> command = List.of("--target", "vm", "--seed", "7", "--pace", "max", "--for", "5s", example);
        var first = Launcher.run(Map.of(), command);
        var second = Launcher.run(Map.of(), command);
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).isNotBlank();
        assertThat(second).isEqualTo(first);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void in_the_kernel_it_traces_this_machine_until_ctrl_c_and_leaves_nothing(String example) throws Exception {
        Set<String> before = KernelObjects.now();
        Path marker = Files.createTempFile("polyprobe-marker", null);
        try (var running = Launcher.start(Map.of(), List.of("--target", "kernel", example))) {
            running.await(
                    out -> out.lines().filter(line -> !line.isBlank()).count() >= 3, () -> Files.readString(marker));
            assertThat(KernelObjects.now()).as("loaded while it runs").isNotEqualTo(before);
            running.signal("INT");
            var result = running.finish();
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.err()).doesNotContain("Traceback", "at io.polyprobe");
            assertThat(KernelObjects.since(before)).isEmpty();
        } finally {
            Files.delete(marker);
        }
    }
}
