package io.polyprobe.vm.world.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.btf.Btf;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.packet.Packets;
import io.polyprobe.vm.world.Hits;
import io.polyprobe.vm.world.KernelHeap;
import io.polyprobe.vm.world.VirtualKernel;
import io.polyprobe.vm.world.World;
import io.polyprobe.vm.world.simulated.scenario.ScenarioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SimulatedWorldTest {
    private static final Path TYPES = Path.of("src/main/resources/io/polyprobe/vm/kernel/kernel.btf");

    /** All that happens, as text; pointers do not show. */
    private static final class Diary implements Hits {
        final List<String> lines = new ArrayList<>();
        private @Nullable World world;

        boolean closed;

        private void note(String text) {
            if (closed) {
                return;
            }
            var moment = Objects.requireNonNull(world).moment();
            lines.add("%d %d %d %s".formatted(moment.monotonicNanos(), moment.cpu(), moment.pid(), text));
        }

        @Override
        public void enter(String function, long... arguments) {
            note("enter " + function);
        }

        @Override
        public void leave(String function, long result, long... arguments) {
            note("leave " + function);
        }

        @Override
        public void tracepoint(String category, String name, Object... values) {
            note(category + ":" + name + " "
                    + Arrays.stream(values)
                            .map(value -> value instanceof Long l && l > 1L << 40 ? "pointer" : value.toString())
                            .filter(value -> !value.startsWith("["))
                            .collect(Collectors.joining(" ")));
        }

        @Override
        public void rawTracepoint(String name, long... arguments) {
            note("raw " + name);
        }

        @Override
        public OptionalLong hit(ProbeSpec probe, long context, LongPredicate next) {
            note("hit " + probe);
            return OptionalLong.empty();
        }
    }

    @Test
    void the_same_seed_gives_the_same_events_and_another_seed_others() throws IOException {
        List<String> first = live(7, 20);
        assertThat(live(7, 20)).isEqualTo(first);
        assertThat(live(8, 20)).isNotEqualTo(first);
    }

    @Test
    void files_are_opened_at_a_rate_that_one_can_watch() throws IOException {
        long opens = live(1, 60).stream()
                .filter(line -> line.endsWith("enter do_sys_openat2"))
                .count();
        assertThat(opens / 60).isBetween(5L, 20L);
    }

    @Test
    void all_that_the_catalogue_promises_happens() throws IOException {
        var promised = new TreeSet<String>();
        var happened = new TreeSet<String>();
        try (var memory = new Place(1)) {
            memory.run(120);
            memory.world.functions().forEach(name -> promised.addAll(List.of("enter " + name, "leave " + name)));
            promised.addAll(memory.world.tracepoints());
            memory.diary.lines.stream()
                    .map(line -> line.split(" ", -1))
                    .forEach(words -> happened.add(words[3].contains(":") ? words[3] : words[3] + " " + words[4]));
        }
        // These two never return to their caller, and so does the tracepoint of the second.
        promised.removeAll(List.of("leave do_exit", "leave __x64_sys_exit_group", "syscalls:sys_exit_exit_group"));
        assertThat(happened).containsAll(promised);
    }

    @Test
    void a_cpu_switches_from_the_task_that_it_switched_to() throws IOException {
        Map<String, String> running = new HashMap<>();
        for (String line : live(3, 60)) {
            String[] words = line.split(" ", -1);
            if (words[3].equals("sched:sched_switch")) {
                // …: previous name, pid, priority, state, next name, pid, priority; names have no spaces here.
                String before = running.put(words[1], words[9]);
                assertThat(words[5]).isEqualTo(before == null ? "0" : before).isEqualTo(words[2]);
            }
        }
        assertThat(running).isNotEmpty();
    }

    @Test
    void system_calls_end_in_the_task_that_began_them() throws IOException {
        Map<String, String> open = new HashMap<>();
        for (String line : live(4, 60)) {
            String[] words = line.split(" ", -1);
            if (words[3].equals("raw_syscalls:sys_enter")) {
                assertThat(open.put(words[2], words[4])).isNull();
            } else if (words[3].equals("raw_syscalls:sys_exit")) {
                String begun = open.remove(words[2]);
                assertThat(begun == null ? "56" : begun).isEqualTo(words[4]); // a child only leaves clone
            } else if (words[3].equals("sched:sched_process_exit")) {
                open.remove(words[2]);
            }
        }
    }

    @Test
    void a_long_life_needs_no_more_memory_than_a_short_one() throws IOException {
        try (var place = new Place(5)) {
            place.run(60);
            int before = place.memory.regions().size();
            place.diary.closed = true;
            place.run(600);
            assertThat(place.memory.regions()).hasSizeLessThan(before + 8);
        }
    }

    private static List<String> live(long seed, int seconds) throws IOException {
        try (var place = new Place(seed)) {
            place.run(seconds);
            return place.diary.lines;
        }
    }

    private static final class Place implements AutoCloseable {
        final Memory memory = new Memory();
        final Diary diary = new Diary();
        private final KernelHeap heap;
        final World world;

        Place(long seed) throws IOException {
            Btf types = Btf.parse(Files.readAllBytes(TYPES));
            heap = new KernelHeap(memory, types);
            var kernel = new VirtualKernel(memory, heap, types, new Packets(memory, types), diary, _ -> {}, seed);
            world = new SimulatedWorld(kernel, ScenarioReader.builtIn());
            diary.world = world;
        }

        void run(int seconds) {
            long end = world.moment().monotonicNanos() + seconds * 1_000_000_000L;
            while (world.nextEvent() <= end) {
                world.step();
            }
            world.advance(end);
        }

        @Override
        public void close() {
            world.close();
            heap.close();
            assertThat(memory.regions()).isEmpty();
        }
    }
}
