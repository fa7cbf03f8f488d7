package io.polyprobe.polyglot.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher sets up, and what it says where it cannot. */
class SetUpIT {
    private static final List<String> HELLO =
            List.of("--target", "vm", "--pace", "max", "--for", "1s", "examples/hello.py");

    @TempDir
    Path folder;

    @Test
    void a_second_start_builds_nothing() throws Exception {
        Launcher.run(Map.of(), HELLO);
        Path jar = Launcher.HOME.resolve("polyglot/target/polyprobe-polyglot.jar");
        Path cache = Launcher.HOME.resolve("polyglot/target/launcher/python.aot");
        FileTime built = Files.getLastModifiedTime(jar);
        FileTime trained = Files.getLastModifiedTime(cache);
        var second = Launcher.run(Map.of(), HELLO);
        assertThat(second.err()).doesNotContain("building", "preparing");
        assertThat(Files.getLastModifiedTime(jar)).isEqualTo(built);
        assertThat(Files.getLastModifiedTime(cache)).isEqualTo(trained);
    }

    @Test
    void the_launcher_works_from_any_folder_and_through_a_link() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("pp"), Launcher.HOME.resolve("polyprobe"));
        var process = new ProcessBuilder(link.toString(), "--version")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("polyprobe ");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void without_clang_it_says_what_is_missing_and_how_to_get_it() throws Exception {
        var result =
                Launcher.run(Map.of("POLYPROBE_CLANG", "/nowhere/clang", "POLYPROBE_CACHE", folder.toString()), HELLO);
        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("/nowhere/clang", "POLYPROBE_CLANG").doesNotContain("at io.polyprobe");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void without_privileges_auto_takes_the_vm_and_says_why() throws Exception {
        try (var running = new Launcher.Running(
                List.of(
                        "setpriv",
                        "--bounding-set=-all",
                        "--inh-caps=-all",
                        Launcher.HOME.resolve("polyprobe").toString(),
                        "--pace",
                        "max",
                        "--for",
                        "1s",
                        "examples/hello.py"),
                Map.of())) {
            var result = running.finish();
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.out()).contains("Hello, World!");
            assertThat(result.err()).contains("virtual kernel", "the kernel refuses BPF programs");
        }
    }
}
