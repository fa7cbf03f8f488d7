package io.polyprobe.polyglot.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * BCC's tools under Debian's kernels. {@code -Dguest.run=COMMAND} names a command that is called as
 * {@code COMMAND --kernel VERSION --timeout SECONDS --share FOLDER -- PROGRAM ARGUMENTS} and shows the program the files
 * of this machine, of which it may write those of the folder. {@code -Dguest.tools=TOOL,TOOL} tries these alone. The
 * results stay in {@code src/test/resources}, each until the next time its tool is tried.
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
        List<String> names = chosen().map(Tool::name).toList();
        List<String> outcomes = run(kernel, "tools", names);
        assertThat(outcomes).hasSize(names.size());
        List<String> kept = keep("results", kernel, Outcome.COLUMNS, outcomes);
        assertThat(kept).hasSize(Tool.all().size());
        assertThat(kept.stream().map(Outcome::parse).filter(Outcome::clean)).hasSizeGreaterThanOrEqualTo(ENOUGH);
    }

    /** To be read, not judged, where BCC itself fails on such a kernel. */
    @ParameterizedTest
    @ValueSource(strings = {"6.1", "6.12"})
    void tools_print_what_they_print_under_bcc(String kernel) throws Exception {
        List<Tool> compared = chosen().filter(Tool::isCompared).toList();
        assumeThat(compared).as("the chosen tools that are compared").isNotEmpty();
        var names = new ArrayList<>(compared.stream().map(Tool::name).toList());
        Map<String, Outcome> ours = byName(run(kernel, "polyprobe", names));
        names.addFirst("--bcc");
        Map<String, Outcome> theirs = byName(run(kernel, "bcc", names));
        var lines = new ArrayList<String>();
        var different = new ArrayList<String>();
        for (Tool tool : compared) {
            var comparison = Comparison.of(tool, printed("polyprobe", tool), printed("bcc", tool));
            Outcome bcc = Objects.requireNonNull(theirs.get(tool.name()));
            String verdict = worked(bcc) ? comparison.toString() : "BCC fails: " + bcc.reason();
            lines.add(tool.name() + "\t" + verdict);
            if (worked(bcc)
                    && !(comparison.equal()
                            && Objects.requireNonNull(ours.get(tool.name())).clean())) {
                different.add(lines.getLast());
            }
        }
        keep("comparison", kernel, "tool\tlines that are equal but for numbers", lines);
        assertThat(different).isEmpty();
    }

    private static boolean worked(Outcome outcome) {
        return outcome.loop() || outcome.rows().equals("yes");
    }

    /** The lines of outcomes of a batch whose files are in a folder of that name. */
    private List<String> run(String kernel, String name, List<String> arguments) throws Exception {
        Path results = Files.createDirectories(folder.resolve(name));
        Path setUp = Path.of(GuestToolsIT.class.getResource("set-up.sh").toURI());
        var command = new ArrayList<>(List.of(System.getProperty("guest.run"), "--kernel", kernel));
        command.addAll(
                List.of("--timeout", LONGEST_SECONDS, "--share", results.toString(), "--", "sh", setUp.toString()));
        command.addAll(jvm());
        command.add(results.toString());
        command.addAll(arguments);
        Path log = Path.of("target", name + "-" + kernel + ".log");
        var guest = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        guest.environment().put("POLYPROBE_TARGET", "kernel");
        guest.start().waitFor();
        Path outcomes = results.resolve("outcomes.tsv");
        assertThat(outcomes).as(Files.readString(log)).exists();
        return Files.readAllLines(outcomes);
    }

    private static Map<String, Outcome> byName(List<String> outcomes) {
        return outcomes.stream().map(Outcome::parse).collect(Collectors.toMap(Outcome::tool, Function.identity()));
    }

    private String printed(String name, Tool tool) throws IOException {
        return Files.readString(Outcome.output(folder.resolve(name), tool.name()));
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
                + Files.readString(LAUNCHER.resolve("python.dependencies")).strip()
                + File.pathSeparator
                + LAUNCHER.resolve("bouncycastle-unsigned.jar");
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
                ToolBatch.class.getName());
    }

    private static Stream<Tool> chosen() {
        String names = System.getProperty("guest.tools", "");
        var chosen = Set.of(names.split(","));
        return Tool.all().stream().filter(tool -> names.isEmpty() || chosen.contains(tool.name()));
    }

    /** Puts rows into the place of those of the same tools, and gives all that are kept. */
    private static List<String> keep(String name, String kernel, String columns, List<String> rows) throws IOException {
        Path file = RESULTS.resolve(name + "-" + kernel + ".tsv");
        var byTool = new TreeMap<String, String>();
        if (Files.exists(file)) {
            Files.readAllLines(file).stream()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> byTool.put(tool(line), line));
        }
        rows.forEach(row -> byTool.put(tool(row), row));
        var lines = new ArrayList<>(
                List.of("# BCC's tools under Debian's kernel " + kernel + ", " + LocalDate.now(ZoneOffset.UTC)));
        lines.add("# " + columns);
        lines.addAll(byTool.values());
        Files.write(file, lines);
        return List.copyOf(byTool.values());
    }

    private static String tool(String row) {
        return row.substring(0, row.indexOf('\t'));
    }
}
