package io.polyprobe.polyglot.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * BCC's tools under Debian's kernels. {@code -Dguest.run=COMMAND} names a command that is called as
 * {@code COMMAND --kernel VERSION --timeout SECONDS --share FOLDER -- PROGRAM ARGUMENTS} and shows the program the files
 * of this machine, of which it may write those of the folder. The results stay in {@code src/test/resources}.
 */
@Tag("guest")
class GuestToolsIT {
    private static final Path RESULTS = Path.of("src/test/resources/io/polyprobe/polyglot/guest");
    private static final Path LAUNCHER = Path.of("target/launcher").toAbsolutePath();
    private static final String LONGEST_SECONDS = "14400";

    /** Of 98; the others are named with their reason in the results. */
    private static final int ENOUGH = 90;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"6.1", "6.12"})
    void tools_reach_their_event_loop_and_end_cleanly(String kernel) throws Exception {
        Path setUp = Path.of(GuestToolsIT.class.getResource("set-up.sh").toURI());
        var command = new ArrayList<>(List.of(System.getProperty("guest.run"), "--kernel", kernel));
        command.addAll(
                List.of("--timeout", LONGEST_SECONDS, "--share", folder.toString(), "--", "sh", setUp.toString()));
        command.addAll(jvm());
        Path log = Path.of("target", "tools-" + kernel + ".log");
        var guest = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        guest.environment().put("POLYPROBE_TARGET", "kernel");
        guest.start().waitFor();
        List<String> outcomes = Files.readAllLines(folder.resolve("outcomes.tsv"));
        keep(kernel, outcomes);
        assertThat(outcomes).as(Files.readString(log)).hasSize(Tool.all().size());
        assertThat(outcomes.stream().map(Outcome::parse).filter(Outcome::clean)).hasSizeGreaterThanOrEqualTo(ENOUGH);
    }

    /** The JVM as the launcher starts it, with its AOT cache, and the batch behind its class path. */
    private List<String> jvm() throws IOException, URISyntaxException {
        Path classes = Path.of(GuestToolsIT.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path jar = folder.resolve("batch.jar");
        ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--create",
                        "--file",
                        jar.toString(),
                        "-C",
                        classes.toString(),
                        ToolBatch.class.getPackageName().replace('.', '/'));
        String product = Path.of("target/polyprobe-polyglot.jar").toAbsolutePath()
                + File.pathSeparator
                + Files.readString(LAUNCHER.resolve("python.dependencies")).strip();
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dpolyglot.engine.WarnInterpreterOnly=false",
                "-XX:TieredStopAtLevel=1",
                "-XX:AOTCache=" + LAUNCHER.resolve("python.aot"),
                "-Xlog:aot=off",
                "-Xlog:cds=off",
                "-cp",
                product + File.pathSeparator + jar,
                ToolBatch.class.getName(),
                folder.toString());
    }

    private static void keep(String kernel, List<String> outcomes) throws IOException {
        var lines = new ArrayList<>(
                List.of("# BCC's tools under Debian's kernel " + kernel + ", " + LocalDate.now(ZoneOffset.UTC)));
        lines.add("# " + Outcome.COLUMNS);
        lines.addAll(outcomes);
        Files.write(RESULTS.resolve("results-" + kernel + ".tsv"), lines);
    }
}
