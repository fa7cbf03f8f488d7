package io.polyprobe.vm.world.simulated.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.TargetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioReaderTest {
    private static final String HEAD = "processes:\n  - name: worker\n    does:\n";

    @Test
    void a_process_has_what_its_lines_say() {
        Scenario scenario = ScenarioReader.parse("s.yaml", """
                users: {ada: 1000}
                processes:
                  - name: worker
                    copies: 2
                    pid: 500
                    user: ada
                    cgroup: user.slice
                    stack: [step, main]
                    serves: [{port: 80}]
                    does:
                      - sleep: 5ms..20ms
                      - read: [/a, /b]
                """);
        assertThat(scenario.residents()).extracting(Resident::pid).containsExactly(500, 501);
        Resident worker = scenario.residents().getFirst();
        assertThat(worker.uid()).isEqualTo(1000);
        assertThat(worker.program()).isEqualTo("/usr/bin/worker");
        assertThat(worker.serves()).containsExactly(new Resident.Service("0.0.0.0", 80));
        assertThat(worker.actions())
                .containsExactly(
                        new Action.Sleep(new Amount.Uniform(5_000_000, 20_000_000)),
                        new Action.Read(new Choice(List.of("/a", "/b")), Amount.of(-1), "openat"));
    }

    @Test
    void the_built_in_scenario_is_one() {
        assertThat(ScenarioReader.builtIn().residents()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    - slep: 5ms           | 4 | 9  | there is no action 'slep'        | Did you mean sleep?
                    - sleep: 5 parsecs    | 4 | 16 | '5 parsecs' is not a time         |
                    - sleep: 9ms..2ms     | 4 | 16 | '9ms..2ms' ends before it begins  |
                    - write: {file: /a}   | 4 | 16 | 'bytes' is missing here           |
                    - write: {flie: /a}   | 4 | 17 | there is no 'flie' here           | Did you mean file?
                    - sleep: [1ms, 2ms]   | 4 | 16 | a single value is needed here     |
                    - connect: {to: x, port: 1, answer: maybe} | 4 | 43 | 'maybe' is none of accepted, none, refused |
                    - choose: 5           | 4 | 17 | a list is needed here             |
                    """)
    void what_is_wrong_is_told_with_its_place(
            String action, int line, int column, String message, @org.jspecify.annotations.Nullable String hint) {
        assertThatThrownBy(() -> ScenarioReader.parse("s.yaml", HEAD + "      " + action + "\n"))
                .isInstanceOfSatisfying(TargetException.class, e -> {
                    var finding = e.diagnostics().getFirst();
                    var place = Objects.requireNonNull(finding.place());
                    assertThat(finding.message()).startsWith(message);
                    assertThat(place.line()).isEqualTo(line);
                    assertThat(place.column()).isEqualTo(column);
                    assertThat(place.text()).contains(action.strip());
                    if (hint != null) {
                        assertThat(finding.hints()).contains(hint);
                    }
                });
    }

    @Test
    void text_that_is_not_yaml_is_told_with_its_place() {
        assertThatThrownBy(() -> ScenarioReader.parse("s.yaml", "processes:\n  - [\n"))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("this is not YAML");
    }

    @Test
    void names_users_and_pids_have_to_make_sense() {
        assertWrong("processes: [{name: a-name-that-is-too-long}]", "no name of a process");
        assertWrong("processes: [{name: a, user: eve}]", "there is no user 'eve'");
        assertWrong("processes: [{name: a, pid: 9}, {name: b, pid: 9}]", "pid 9 is taken");
        assertWrong("users: {}", "a scenario needs 'processes'");
        assertWrong("", "is empty");
    }

    @Test
    void a_file_that_is_missing_is_named() {
        assertThatThrownBy(() -> ScenarioReader.read(Path.of("/no/such.yaml")))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("/no/such.yaml: there is no such file");
    }

    @Test
    void amounts_stay_in_their_bounds() {
        var random = new Random(7);
        Amount about = Quantity.TIME.read("about 2ms");
        double mean = random.longs(0, 1)
                .limit(5_000)
                .map(_ -> about.draw(random))
                .average()
                .orElse(0);
        assertThat(mean).isBetween(1.8e6, 2.2e6);
        Amount uniform = Quantity.SIZE.read("1KiB..2KiB");
        assertThat(random.longs(0, 1).limit(1_000).map(_ -> uniform.draw(random)))
                .allMatch(size -> size >= 1_024 && size <= 2_048);
    }

    private static void assertWrong(String text, String message) {
        assertThatThrownBy(() -> ScenarioReader.parse("s.yaml", text))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining(message);
    }
}
