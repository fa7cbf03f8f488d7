package io.polyprobe.vm.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.btf.Btf;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.packet.Packets;
import io.polyprobe.vm.world.simulated.SimulatedWorld;
import io.polyprobe.vm.world.simulated.scenario.ScenarioReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page on the simulated world; with {@code -Dpolyprobe.regenerate=true} it gets a new table of fields. */
class FilledFieldsPageTest {
    private static final Path PAGE = Path.of("../docs/simulated.md");
    private static final Path TYPES = Path.of("src/main/resources/io/polyprobe/vm/kernel/kernel.btf");
    private static final String START = "<!-- fields: made by FilledFieldsPageTest -->\n";
    private static final String END = "<!-- end of fields -->\n";
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
    private static final long LONG_ENOUGH = 120;

    @Test
    void it_names_the_fields_that_the_world_fills() throws Exception {
        String page = Files.readString(PAGE);
        String wanted = page.substring(0, page.indexOf(START) + START.length())
                + table(live(
                        Files.readString(
                                Path.of("src/main/resources/io/polyprobe/vm/world/simulated/scenario/default.yaml")),
                        LONG_ENOUGH))
                + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("polyprobe.regenerate")) {
            Files.writeString(PAGE, wanted);
        } else {
            assertThat(page).isEqualTo(wanted);
        }
    }

    @Test
    void its_scenarios_are_some() throws Exception {
        List<String> scenarios = YAML.matcher(Files.readString(PAGE))
                .results()
                .map(MatchResult::group)
                .map(block -> block.replaceAll("```(yaml\\n)?", ""))
                .toList();
        assertThat(scenarios).hasSizeGreaterThan(1);
        for (String scenario : scenarios) {
            assertThat(live(scenario, 10)).contains("file.f_path.dentry");
        }
    }

    private static String table(List<String> fields) {
        return fields.stream()
                .collect(Collectors.groupingBy(
                        field -> field.substring(0, field.indexOf('.')), java.util.TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(struct -> "| `%s` | %s |\n"
                        .formatted(
                                struct.getKey(),
                                struct.getValue().stream()
                                        .map(field -> "`" + field.substring(field.indexOf('.') + 1) + "`")
                                        .collect(Collectors.joining(", "))))
                .collect(Collectors.joining("", "| struct | fields |\n|---|---|\n", ""));
    }

    /** The fields that are filled in some seconds, as {@code struct.field}. */
    private static List<String> live(String scenario, long seconds) throws Exception {
        var memory = new Memory();
        Btf types = Btf.parse(Files.readAllBytes(TYPES));
        try (var heap = new KernelHeap(memory, types)) {
            var kernel = new VirtualKernel(memory, heap, types, new Packets(memory, types), new Nobody(), _ -> {}, 1);
            try (var world = new SimulatedWorld(kernel, ScenarioReader.parse("page", scenario))) {
                while (world.nextEvent() < SimulatedWorld.START + seconds * 1_000_000_000L) {
                    world.step();
                }
            }
            return heap.filled();
        }
    }

    private static final class Nobody implements Hits {
        @Override
        public void enter(String function, long... arguments) {}

        @Override
        public void leave(String function, long result, long... arguments) {}

        @Override
        public void tracepoint(String category, String name, Object... values) {}

        @Override
        public void rawTracepoint(String name, long... arguments) {}

        @Override
        public OptionalLong hit(ProbeSpec probe, long context, LongPredicate goesOn) {
            return OptionalLong.empty();
        }
    }
}
