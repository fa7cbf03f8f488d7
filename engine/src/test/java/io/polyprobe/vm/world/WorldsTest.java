package io.polyprobe.vm.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.TestClang;
import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.TraceLine;
import io.polyprobe.target.WorldEndedException;
import io.polyprobe.vm.FixedMoment;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;
import io.polyprobe.vm.helper.Moment;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorldsTest {
    private static final ProbeSpec DOOR = ProbeSpec.parse("perf:cpu-clock@1");

    /** A kind of world in real time. */
    public static final class Doorbells implements WorldFactory {
        @Override
        public String name() {
            return "doorbell";
        }

        @Override
        public String summary() {
            return "somebody rings";
        }

        @Override
        public World open(VirtualKernel kernel, WorldSpec spec) {
            return new Doorbell(kernel, Integer.parseInt(spec.options()));
        }
    }

    /** Another thread rings as often as it was told to, once somebody listens. */
    private static final class Doorbell implements World {
        private final VirtualKernel kernel;
        private final KernelObject context;
        private final LinkedBlockingQueue<Integer> rings = new LinkedBlockingQueue<>();
        private final Moment moment;
        private int left;
        private @Nullable Integer next;

        Doorbell(VirtualKernel kernel, int times) {
            this.kernel = kernel;
            this.left = times;
            this.context = kernel.heap().alone("bpf_perf_event_data", "context");
            this.moment = new FixedMoment(MemorySegment.NULL) {
                @Override
                public long monotonicNanos() {
                    return System.nanoTime();
                }

                @Override
                public void trace(byte[] message) {
                    kernel.trace().accept(message);
                }
            };
        }

        @Override
        public Set<String> functions() {
            return Set.of();
        }

        @Override
        public Set<String> tracepoints() {
            return Set.of();
        }

        @Override
        public boolean mayHit(ProbeSpec probe) {
            return probe.equals(DOOR);
        }

        @Override
        public void attached(Set<ProbeSpec> probes) {
            if (probes.contains(DOOR)) {
                int times = left; // which goes down meanwhile
                Thread.ofPlatform().daemon().start(() -> {
                    for (int ring = 1; ring <= times; ring++) {
                        rings.add(ring);
                    }
                });
            }
        }

        @Override
        public long nextEvent() {
            return next == null ? Long.MAX_VALUE : 0;
        }

        @Override
        public void await(long time, Pacing pacing) throws InterruptedException {
            if (next == null) {
                next = rings.poll(time - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void step() {
            context.set("addr", Objects.requireNonNull(next));
            left -= kernel.hits().hit(DOOR, context.address()).isPresent() ? 1 : 0;
            next = null;
        }

        @Override
        public void advance(long nanos) {}

        @Override
        public boolean ended() {
            return left == 0;
        }

        @Override
        public OptionalInt finish() {
            return ended() ? OptionalInt.of(7) : OptionalInt.empty();
        }

        @Override
        public Moment moment() {
            return moment;
        }

        @Override
        public void close() {}
    }

    private static VmTarget open(String world) {
        return VmTarget.open(VmOptions.DEFAULT.withWorld(WorldSpec.parse(world)));
    }

    private static LoadedObject load(VmTarget target) {
        return target.load(ObjectReader.read("test.o", TestClang.object("""
                struct data { char regs[176]; unsigned long address; };
                static long (*print)(const char *, unsigned, ...) = (void *)6;
                __attribute__((section("perf_event"), used)) int p(struct data *ctx) {
                    char format[] = "ring %d";
                    print(format, sizeof(format), ctx->address);
                    return 0;
                }
                char LICENSE[] __attribute__((section("license"), used)) = "GPL";
                """)));
    }

    @Test
    void what_another_thread_saw_in_real_time_runs_programs_in_the_call_that_waits() throws InterruptedException {
        try (var target = open("doorbell:2")) {
            load(target).attach("p", DOOR);
            var trace = target.trace();
            for (int ring = 1; ring <= 2; ring++) {
                TraceLine line = Objects.requireNonNull(trace.read(Duration.ofDays(1)));
                assertThat(new String(line.text(), StandardCharsets.UTF_8)).endsWith(": ring " + ring);
            }
            assertThat(target.finish()).hasValue(7);
            assertThatThrownBy(() -> trace.read(Duration.ofDays(1))).isInstanceOf(WorldEndedException.class);
        }
    }

    @Test
    void a_wait_in_real_time_ends_when_its_time_is_there() throws InterruptedException {
        try (var target = open("doorbell:1")) {
            long before = target.monotonicNanos();
            assertThat(target.trace().read(Duration.ofMillis(2))).isNull();
            assertThat(target.monotonicNanos() - before).isGreaterThanOrEqualTo(2_000_000);
        }
    }

    @Test
    void a_probe_that_a_world_never_hits_is_refused_in_its_name() {
        try (var target = open("doorbell:1")) {
            LoadedObject object = load(target);
            assertThatThrownBy(() -> object.attach("p", ProbeSpec.parse("uprobe:c:malloc")))
                    .isInstanceOf(AttachException.class)
                    .hasMessageContaining("the doorbell world has no programs and libraries to probe");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "moon      | there is no world 'moon'          | There are: doorbell (somebody rings),",
                "simulate  | there is no world 'simulate'      | Did you mean simulated? There are:",
                "simulated:x=1:y | cannot read the scenario x=1:y: there is no such file | Behind 'simulated:' stands a",
            })
    void a_world_that_cannot_be_opened_says_why(String world, String message, String hint) {
        assertThatThrownBy(() -> open(world).close()).isInstanceOfSatisfying(TargetException.class, refusal -> {
            var diagnostic = refusal.diagnostics().getFirst();
            assertThat(diagnostic.message()).contains(message);
            assertThat(diagnostic.hints().getFirst()).startsWith(hint);
        });
    }

    @Test
    void a_simulated_world_runs_no_commands() {
        var options = VmOptions.DEFAULT.withWorld(WorldSpec.SIMULATED.withCommand(List.of("ls", "-l")));
        assertThatThrownBy(() -> VmTarget.open(options).close())
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("cannot run 'ls' in the world 'simulated'");
    }
}
