package io.polyprobe.polyglot.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.polyprobe.polyglot.guest.Outcome;
import io.polyprobe.polyglot.guest.Tool;
import io.polyprobe.polyglot.guest.Tool.Ending;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * BCC's own scripts, as Debian installs them, in the virtual kernel and its built-in scenario: each line of
 * {@code vm.tsv} is a tool that must print its row and end cleanly, or say why it cannot run there. All run without
 * any capability. With {@code -Dpolyprobe.tools.vm.results=FILE} the file gets a line for each.
 */
class VirtualToolsIT {
    private static final String SECONDS = "12";
    private static final Pattern OUTPUT =
            Pattern.compile("(?ms)^" + VirtualTools.BEGIN + "(\\S+)\\R(.*?)^" + VirtualTools.END + "(-?\\d+)$");

    @TempDir
    Path folder;

    @Test
    void at_least_sixty_tools_print_their_rows_without_any_capability() throws Exception {
        assumeThat(Path.of("/usr/sbin/execsnoop-bpfcc")).exists();
        Map<String, Outcome> outcomes = new TreeMap<>();
        Map<String, String> outputs = new HashMap<>();
        var ended = OUTPUT.matcher(run(List.of()));
        Map<String, Tool> tools = new HashMap<>();
        Tool.read(VirtualTools.class, "vm.tsv").forEach(tool -> tools.put(tool.name(), tool));
        while (ended.find()) {
            Tool tool = Objects.requireNonNull(tools.get(ended.group(1)), ended.group(1));
            boolean attaches = tool.ending() != Ending.REFUSED;
            outputs.put(tool.name(), ended.group(2));
            outcomes.put(tool.name(), Outcome.of(tool, attaches, Integer.parseInt(ended.group(3)), ended.group(2)));
        }
        keep(outcomes);
        var refused = tools.values().stream()
                .filter(tool -> tool.ending() == Ending.REFUSED)
                .map(Tool::name)
                .toList();
        assertThat(outcomes.keySet()).isEqualTo(tools.keySet());
        var failed = outcomes.values().stream()
                .filter(outcome -> !refused.contains(outcome.tool()))
                .filter(outcome -> !outcome.clean() || !outcome.rows().equals("yes"))
                .map(outcome -> outcome.line() + "\n" + outputs.get(outcome.tool()));
        assertThat(failed).isEmpty();
        assertThat(outcomes.values().stream().filter(outcome -> outcome.rows().equals("yes")))
                .hasSizeGreaterThanOrEqualTo(60);
    }

    /** Of tools that neither ask for the time of day nor for this machine's load. */
    @Test
    void two_runs_print_the_same_bytes() throws Exception {
        assumeThat(Path.of("/usr/sbin/execsnoop-bpfcc")).exists();
        var some = List.of("execsnoop", "tcplife", "stackcount", "opensnoop");
        assertThat(run(some)).isEqualTo(run(some));
    }

    private static void keep(Map<String, Outcome> outcomes) throws Exception {
        String results = System.getProperty("polyprobe.tools.vm.results");
        if (results != null) {
            var lines = new ArrayList<>(List.of(
                    "# BCC's tools in the virtual kernel, without capabilities, " + LocalDate.now(ZoneOffset.UTC),
                    "# " + Outcome.COLUMNS));
            outcomes.values().forEach(outcome -> lines.add(outcome.line()));
            Files.write(Path.of(results), lines);
        }
    }

    /** What tools print, all of them where none is named. */
    private String run(List<String> tools) throws Exception {
        Path output = folder.resolve("output" + System.nanoTime());
        Path home = Files.createDirectory(folder.resolve("home" + System.nanoTime()));
        var command = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dpolyglot.engine.WarnInterpreterOnly=false",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                VirtualTools.class.getName(),
                SECONDS));
        command.addAll(tools);
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.environment().put("POLYPROBE_CACHE", home.toString());
        builder.environment().put("HOME", home.toString());
        assertThat(builder.start().waitFor()).isZero();
        return Files.readString(output, java.nio.charset.StandardCharsets.ISO_8859_1);
    }
}
