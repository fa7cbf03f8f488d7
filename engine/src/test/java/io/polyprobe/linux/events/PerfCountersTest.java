package io.polyprobe.linux.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.TestClang;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.KernelTarget;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.Program;
import org.junit.jupiter.api.Test;

class PerfCountersTest {
    private static final int SOFTWARE = 1;
    private static final long CPU_CLOCK = 0;

    private static final ObjectSpec SPEC = ObjectReader.read("counters.o", TestClang.object("""
            #define SEC(name) __attribute__((section(name), used))
            static long (*perf_event_read)(void *map, unsigned long long flags) = (void *)22;
            struct { int (*type)[4]; int (*key_size)[4]; int (*value_size)[4]; } counters SEC(".maps");
            struct { int (*type)[2]; int (*key_size)[4]; int (*value_size)[4]; int (*max_entries)[1]; }
                array SEC(".maps");
            SEC("raw_tp/x") int read(void *ctx)
            {
                long value = perf_event_read(&counters, 0xffffffff);
                return value < 0 && value > -4096 ? value : value > 0;
            }
            char LICENSE[] SEC("license") = "GPL";
            """));

    @Test
    void programsReadACounterOfTheirCpu() {
        try (var target = KernelTarget.open(note -> {})) {
            var object = target.load(SPEC);
            assertThat(read(object)).isEqualTo(-2); // ENOENT
            object.openCounters("counters", SOFTWARE, CPU_CLOCK);
            assertThat(read(object)).isEqualTo(1);
        }
    }

    @Test
    void aCounterThatIsNotThereIsRefusedAndLeavesNothing() {
        try (var target = KernelTarget.open(note -> {})) {
            var object = target.load(SPEC);
            assertThatThrownBy(() -> object.openCounters("counters", SOFTWARE, 4711))
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("'counters'")
                    .hasMessageContaining("type 1, config 4711");
            assertThat(read(object)).isEqualTo(-2);
            assertThatThrownBy(() -> object.openCounters("array", SOFTWARE, CPU_CLOCK))
                    .hasMessageContaining("'array' has no counters");
        }
    }

    private static int read(LoadedObject object) {
        return object.program("read", ProgramType.RAW_TRACEPOINT)
                .test(new Program.TestInput(null, null, 0))
                .returnValue();
    }
}
