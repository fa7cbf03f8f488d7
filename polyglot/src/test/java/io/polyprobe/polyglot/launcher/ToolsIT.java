package io.polyprobe.polyglot.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.polyglot.guest.Outcome;
import io.polyprobe.polyglot.guest.Tool;
import io.polyprobe.polyglot.guest.Tool.Ending;
import io.polyprobe.polyglot.guest.Workload;
import io.polyprobe.polyglot.launcher.Launcher.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * BCC's own scripts, as Debian installs them, on this machine's kernel: each line of {@code tools.tsv} is a tool that is
 * given something to see and must print it, end without a complaint and leave nothing behind. With
 * {@code -Dpolyprobe.tools.results=FILE} those run as well that cannot work here, and the file gets a line for each tool that was run.
 */
class ToolsIT {
    private static final @Nullable String RESULTS = System.getProperty("polyprobe.tools.results");
    private static final int ENOUGH_ROUNDS = 3;
    private static final Map<String, Outcome> OUTCOMES = new ConcurrentSkipListMap<>();

    private static Set<String> before = Set.of();

    static List<Tool> tools() {
        return Tool.read(ToolsIT.class, "tools.tsv").stream()
                .filter(tool -> RESULTS != null || tool.ending() != Ending.REFUSED)
                .toList();
    }

    @BeforeAll
    static void rememberWhatTheKernelHolds() throws Exception {
        before = KernelObjects.now();
    }

    @ParameterizedTest
    @MethodSource("tools")
    @Execution(ExecutionMode.CONCURRENT)
    void prints_what_happens_and_ends_cleanly(Tool tool) throws Exception {
        Result result = run(tool);
        String all = result.out() + result.err();
        boolean refused = tool.ending() == Ending.REFUSED;
        var outcome = Outcome.of(tool, !refused, result.exitCode(), all);
        OUTCOMES.merge(tool.name(), outcome, (one, other) -> one.clean() ? other : one);
        assertThat(all).containsPattern(tool.row());
        if (refused) {
            assertThat(outcome.clean()).isFalse();
        } else {
            assertThat(result.err()).doesNotContain("Traceback", "error:");
            assertThat(result.exitCode()).isZero();
        }
    }

    @AfterAll
    static void keepTheResults() throws Exception {
        assertThat(KernelObjects.since(before)).isEmpty();
        if (RESULTS != null) {
            var outcomes = new TreeMap<>(Outcome.read(Path.of(RESULTS)));
            outcomes.putAll(OUTCOMES);
            var lines = new ArrayList<>(List.of(
                    "# BCC's tools under this machine's kernel " + System.getProperty("os.version") + ", "
                            + LocalDate.now(ZoneOffset.UTC),
                    "# " + Outcome.COLUMNS));
            outcomes.values().forEach(outcome -> lines.add(outcome.line()));
            Files.write(Path.of(RESULTS), lines);
        }
    }

    private static Result run(Tool tool) throws Exception {
        Process bystander = new ProcessBuilder("sleep", "infinity").start();
        Path library =
                Path.of(Workload.class.getResource("workloads.sh").toURI()).toAbsolutePath();
        try (var running = Launcher.start(Map.of(), command(tool, bystander.pid()));
                var workload = new Workload(tool.workload(), library)) {
            switch (tool.ending()) {
                case ROW -> running.await(tool::rowIn, () -> {});
                case SUMMARY -> {
                    running.await(out -> !out.isBlank(), () -> {});
                    int rounds = workload.rounds() + ENOUGH_ROUNDS;
                    running.await(out -> enough(workload, rounds), () -> {});
                }
                case ITSELF, REFUSED -> {}
            }
            if (tool.ending() == Ending.ROW || tool.ending() == Ending.SUMMARY) {
                running.signal("INT");
            }
            return running.finish();
        } finally {
            bystander.destroyForcibly();
        }
    }

    private static boolean enough(Workload workload, int rounds) {
        try {
            return workload.rounds() >= rounds;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> command(Tool tool, long pid) throws IOException {
        var command =
                new ArrayList<>(List.of("--target", "kernel", tool.script().toString()));
        for (String word : tool.arguments(Long.toString(pid))) {
            command.add(word.contains("{disk}") ? word.replace("{disk}", disk()) : word);
        }
        return command;
    }

    /** A disk of this machine's, as in {@code vda}. */
    private static String disk() throws IOException {
        try (var disks = Files.list(Path.of("/sys/block"))) {
            return disks.filter(disk -> Files.exists(disk.resolve("device")))
                    .map(disk -> disk.getFileName().toString())
                    .min(String::compareTo)
                    .orElseThrow(() -> new AssertionError("this machine has no disk to write to"));
        }
    }
}
