package io.polyprobe.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.TestClang;
import io.polyprobe.btf.Btf;
import io.polyprobe.diag.RejectedException;
import io.polyprobe.diag.Renderer;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ProgramType;
import io.polyprobe.prototype.Prototypes;
import io.polyprobe.vm.helper.Surroundings;
import io.polyprobe.vm.helper.Timers;
import io.polyprobe.vm.helper.VmHelpers;
import io.polyprobe.vm.interpreter.Helpers;
import io.polyprobe.vm.map.MapSpace;
import io.polyprobe.vm.map.Maps;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.packet.Packets;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The page on helpers says which there are. With {@code -Dpolyprobe.helpers.page=write} it gets the table anew. */
class HelpersPageTest {
    private static final Path PAGE = Path.of("../docs/helpers.md");
    private static final String HEAD = "| | Helper | Programs | Virtual kernel |\n|---|---|---|---|\n";
    private static final int LAST = 211;

    private static final Set<ProgramType> ALL = EnumSet.complementOf(
            EnumSet.of(ProgramType.UNSPEC, ProgramType.LIRC_MODE2, ProgramType.STRUCT_OPS, ProgramType.EXT));

    /** Names for sets of types, as the page explains them. */
    private static final Map<String, Set<ProgramType>> GROUPS = Map.of(
            "tracing",
            EnumSet.of(
                    ProgramType.KPROBE,
                    ProgramType.TRACEPOINT,
                    ProgramType.PERF_EVENT,
                    ProgramType.RAW_TRACEPOINT,
                    ProgramType.RAW_TRACEPOINT_WRITABLE,
                    ProgramType.TRACING,
                    ProgramType.LSM),
            "tc",
            EnumSet.of(ProgramType.SCHED_CLS, ProgramType.SCHED_ACT),
            "lwt",
            EnumSet.of(ProgramType.LWT_IN, ProgramType.LWT_OUT, ProgramType.LWT_XMIT, ProgramType.LWT_SEG6LOCAL));

    @Test
    void the_page_has_all_helpers_and_knows_which_are_there() throws IOException {
        String page = Files.readString(PAGE);
        String before = page.substring(0, page.indexOf(HEAD) + HEAD.length());
        String wanted = before + rows();
        if ("write".equals(System.getProperty("polyprobe.helpers.page"))) {
            Files.writeString(PAGE, wanted);
        } else {
            assertThat(page)
                    .as("run: mvn test -pl engine -Dtest=HelpersPageTest -Dpolyprobe.helpers.page=write")
                    .isEqualTo(wanted);
        }
    }

    @Test
    void the_programs_of_the_page_are_refused_as_it_says() throws IOException {
        var examples = Pattern.compile("```c\\n(.*?)```\\n\\n```\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .toList();
        assertThat(examples).hasSize(2);
        for (MatchResult example : examples) {
            var object = ObjectReader.read("example.o", TestClang.object(example.group(1)));
            try (var target = VmTarget.open(VmOptions.DEFAULT);
                    var loaded = target.load(object)) {
                String function = object.programs().getFirst().name();
                assertThatThrownBy(() -> loaded.program(function, ProgramType.XDP))
                        .isInstanceOfSatisfying(RejectedException.class, refused -> {
                            String error = new Renderer(false).render(refused.diagnostics());
                            assertThat(error.replaceFirst("^\\S*test\\.c", function + ".c"))
                                    .isEqualTo(example.group(2));
                        });
            }
        }
    }

    @Test
    void what_is_not_there_is_not_there_for_a_reason() {
        Map<ProgramType, Helpers> helpers = helpers();
        for (int number = 1; number <= LAST; number++) {
            int helper = number;
            boolean there = helpers.values().stream().anyMatch(all -> all.helper(helper) != null);
            assertThat(Absence.of(number).isPresent())
                    .as(Prototypes.name(number))
                    .isEqualTo(!there);
        }
    }

    private static String rows() {
        Map<ProgramType, Helpers> helpers = helpers();
        return IntStream.rangeClosed(1, LAST)
                .mapToObj(number -> row(number, helpers))
                .collect(Collectors.joining());
    }

    private static Map<ProgramType, Helpers> helpers() {
        var memory = new Memory();
        var moment = new FixedMoment(MemorySegment.NULL);
        var space = new MapSpace(memory, 2);
        var maps = new Maps(space, null);
        Btf types = new VmTypes().btf();
        var around = new Surroundings(moment, new FixedTrigger(), new Packets(memory, types), new Timers(space), types);
        var helpers = new EnumMap<ProgramType, Helpers>(ProgramType.class);
        for (ProgramType type : ProgramType.values()) {
            helpers.put(type, new VmHelpers(type, around, maps));
        }
        return helpers;
    }

    private static String row(int number, Map<ProgramType, Helpers> helpers) {
        Set<ProgramType> types = Prototypes.of(number).stream()
                .flatMap(prototype -> prototype.types().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(ProgramType.class)));
        boolean there = types.stream().anyMatch(type -> isThere(helpers.get(type), number));
        String answer = there ? "yes" : "no " + Absence.of(number).orElseThrow().what();
        return "| %d | `%s` | %s | %s |\n".formatted(number, Prototypes.name(number), programs(types), answer);
    }

    private static boolean isThere(@Nullable Helpers helpers, int number) {
        return helpers != null && helpers.helper(number) != null;
    }

    private static String programs(Set<ProgramType> types) {
        var left = EnumSet.copyOf(types);
        Stream<String> names = Stream.empty();
        if (left.size() > ALL.size() / 2
                && ALL.stream().filter(type -> !types.contains(type)).count() < 8) {
            List<ProgramType> missing =
                    ALL.stream().filter(type -> !types.contains(type)).toList();
            String but = missing.isEmpty()
                    ? ""
                    : " but " + missing.stream().map(ProgramType::name).collect(Collectors.joining(", "));
            names = Stream.of("all" + but);
            left.removeAll(ALL);
        } else {
            for (String group : List.of("tracing", "tc", "lwt")) {
                if (left.containsAll(GROUPS.get(group))) {
                    names = Stream.concat(names, Stream.of(group));
                    left.removeAll(GROUPS.get(group));
                }
            }
        }
        return Stream.concat(names, left.stream().map(ProgramType::name)).collect(Collectors.joining(", "));
    }
}
