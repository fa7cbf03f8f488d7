package io.polyprobe.linux.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.linux.KernelTarget;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.EventContract;
import io.polyprobe.target.EventSink;
import io.polyprobe.target.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class KernelEventsTest extends EventContract {
    private static final EventSink SINK = new EventSink() {
        @Override
        public void event(int cpu, long address, int size) {}

        @Override
        public void lost(int cpu, long count) {}
    };

    @Override
    protected Target open() {
        return KernelTarget.open(note -> {});
    }

    @Test
    void descriptorsAndMemoryAreGivenBack() throws IOException {
        long before = held();
        try (var target = open();
                var events = target.events()) {
            events.open(perf(target, 0), 8, 1, SINK);
            assertThat(held()).isGreaterThan(before);
        }
        assertThat(held()).isEqualTo(before);
    }

    @Test
    void nothingIsHeldAfterAFailureHalfWay() throws IOException {
        try (var target = open();
                var events = target.events()) {
            long before = held();
            BpfMap map = perf(target, 0);
            assertThatThrownBy(() -> events.open(map, 1 << 28, 1, SINK)) // a terabyte for each CPU
                    .hasMessageContaining("cannot open the perf event array 'perf'");
            assertThat(held()).isEqualTo(before);
        }
    }

    private static BpfMap perf(Target target, int slots) {
        var spec = new MapSpec("perf", MapType.PERF_EVENT_ARRAY, 4, 4, slots, 0);
        var object = target.load(new ObjectSpec("perf.o", List.of(), Map.of("perf", spec), null, "GPL", 0));
        return Objects.requireNonNull(object.maps().get("perf"));
    }

    /** How many descriptors and mappings of perf events this process has. */
    private static long held() throws IOException {
        long mapped;
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            mapped = lines.filter(line -> line.contains("[perf_event]")).count();
        }
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return mapped + descriptors.filter(KernelEventsTest::isPerfEvent).count();
        }
    }

    private static boolean isPerfEvent(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("[perf_event]");
        } catch (NoSuchFileException e) {
            return false; // closed meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
