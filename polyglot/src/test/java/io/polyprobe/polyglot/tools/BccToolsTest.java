package io.polyprobe.polyglot.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.polyprobe.linux.KernelTarget;
import io.polyprobe.polyglot.tools.Recorder.Recording;
import io.polyprobe.polyglot.tools.Verdict.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The C of all of BCC's tools compiles and is verified. The table {@code verdicts.txt} says how far each came when it was
 * written; none may fall behind. What came out is left in {@code target/bcc-tools}, a table and all texts, and becomes
 * the new table with {@code -Dpolyprobe.tools.table=FILE}.
 */
class BccToolsTest {
    /** A helper that this machine's kernel was built without. */
    private static final String NOT_CONFIGURED = "cannot use helper bpf_override_return";

    private static final String ANOTHER_MACHINE = "polyprobe.tools.machine";

    @BeforeEach
    void theToolsAreHere() {
        boolean present = Files.exists(Path.of("/usr/sbin/execsnoop-bpfcc"));
        boolean installable =
                System.getProperty("user.name").equals("root") && Files.exists(Path.of("/usr/bin/apt-get"));
        assertThat(present || !installable)
                .as("BCC's tools, which ./polyprobe selftest installs: apt-get install bpfcc-tools")
                .isTrue();
        assumeTrue(present, "there is no package bpfcc-tools on this system");
    }

    @Test
    void theirCIsCompiledAndVerified() throws Exception {
        try (var kernel = KernelTarget.open(note -> {})) {
            var machine = Machine.of(kernel.types(), Path.of("/proc/kallsyms"), false);
            var judge = new Judge(kernel.types(), kernel);
            var verdicts = judge.judge(record(machine, "this-kernel"));
            write(verdicts, "this-kernel");
            var expected = Tables.read("verdicts.txt");
            var worse = verdicts.entrySet().stream()
                    .filter(row -> row.getValue()
                                    .stage()
                                    .compareTo(Stage.valueOf(expected.getOrDefault(row.getKey(), List.of("LOADS"))
                                            .getFirst()))
                            < 0)
                    .map(row -> row.getKey() + " | " + row.getValue());
            assertThat(worse).isEmpty();
            assertThat(judge.disagreements())
                    .filteredOn(line -> !line.contains(NOT_CONFIGURED))
                    .isEmpty();
        }
    }

    /** The same with the types of a kernel that does not run here: see {@link GuestTypes}. */
    @Test
    @EnabledIfSystemProperty(named = ANOTHER_MACHINE, matches = ".+")
    void theirCIsCompiledForAnotherKernel() throws Exception {
        var directory = Path.of(System.getProperty(ANOTHER_MACHINE));
        var types = new GuestTypes(directory);
        var machine = Machine.of(types, directory.resolve("kallsyms"), true);
        var verdicts = new Judge(types, null).judge(record(machine, "another-kernel"));
        write(verdicts, "another-kernel");
        assertThat(verdicts.values()).extracting(Verdict::stage).doesNotContain(Stage.REFUSED_BY_CLANG);
    }

    private static Map<Tool, Recording> record(Machine machine, String name) throws IOException {
        Map<Tool, Recording> recordings = new LinkedHashMap<>();
        try (var recorder = new Recorder(machine)) {
            for (Tool tool : Tool.all()) {
                recordings.put(tool, recorder.record(tool));
            }
        }
        Path directory = Files.createDirectories(Path.of("target", "bcc-tools", name));
        for (var recording : recordings.entrySet()) {
            for (var text : recording.getValue().texts()) {
                Files.writeString(directory.resolve(recording.getKey().name() + ".c"), text.text());
            }
        }
        return recordings;
    }

    /** Reasons that a person wrote are kept where the verdict is the same. */
    private static void write(Map<String, Verdict> verdicts, String name) throws IOException {
        var written = Tables.read("verdicts.txt");
        String table = verdicts.entrySet().stream()
                .map(row -> {
                    var before = written.getOrDefault(row.getKey(), List.of());
                    boolean explained = before.size() > 1
                            && before.getFirst().equals(row.getValue().stage().name());
                    return row.getKey() + " | "
                            + (explained ? before.getFirst() + " | " + before.get(1) : row.getValue());
                })
                .collect(Collectors.joining("\n", "# How far the C of each tool comes, and why not further.\n", "\n"));
        Files.writeString(Path.of("target", "bcc-tools", name + ".txt"), table);
        String wanted = System.getProperty("polyprobe.tools.table");
        if (wanted != null) {
            Files.writeString(Path.of(wanted), table);
        }
    }
}
