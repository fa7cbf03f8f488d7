package io.polyprobe.polyglot.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.polyglot.guest.Outcome;
import io.polyprobe.polyglot.guest.Tool;
import io.polyprobe.polyglot.launcher.Launcher.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * BCC's own scripts, as Debian installs them, show an ordinary user what a command does: each line of
 * {@code ptrace-tools.tsv} is a tool that must print what a shell does in the ptrace world. With
 * {@code -Dpolyprobe.tools.ptrace=FILE} the file gets a line for each.
 */
class PtraceToolsIT {
    private static final @Nullable String RESULTS = System.getProperty("polyprobe.tools.ptrace");
    private static final Map<String, Outcome> OUTCOMES = new ConcurrentSkipListMap<>();

    static List<Tool> tools() {
        return Tool.read(PtraceToolsIT.class, "ptrace-tools.tsv");
    }

    @ParameterizedTest
    @MethodSource("tools")
    void prints_what_the_command_does(Tool tool) throws Exception {
        var words = new ArrayList<>(List.of("--target", "vm", tool.script().toString()));
        words.addAll(tool.arguments());
        words.addAll(List.of("--", "sh", "-c", tool.workload()));
        Result result = Launcher.runUnprivileged(words);
        OUTCOMES.put(tool.name(), Outcome.of(tool, true, result.exitCode(), result.out() + result.err()));
        assertThat(result.err()).doesNotContain("Traceback", "error:");
        assertThat(result.out()).containsPattern(tool.row());
        assertThat(result.exitCode()).isZero();
    }

    @AfterAll
    static void keepTheResults() throws Exception {
        if (RESULTS != null) {
            var lines = new ArrayList<>(List.of(
                    "# BCC's tools in the ptrace world, " + LocalDate.now(ZoneOffset.UTC), "# " + Outcome.COLUMNS));
            new TreeMap<>(OUTCOMES).values().forEach(outcome -> lines.add(outcome.line()));
            Files.write(Path.of(RESULTS), lines);
        }
    }
}
