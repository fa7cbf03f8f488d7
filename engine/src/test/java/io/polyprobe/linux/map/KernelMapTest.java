package io.polyprobe.linux.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.linux.KernelTarget;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.target.MapContract;
import io.polyprobe.target.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelMapTest extends MapContract {
    @Override
    protected Target open() {
        return KernelTarget.open(note -> {});
    }

    @ParameterizedTest
    @CsvSource({"0,0,1", "0-1,1,2", "'0-3,8',8,5", "'0,2-3',3,3"})
    void listsOfCpusAreRead(String list, int highest, int count) {
        assertThat(Cpus.highest(list)).isEqualTo(highest);
        assertThat(Cpus.numbers(list)).hasSize(count);
    }

    @Test
    void aPerfEventArrayGetsASlotForEachCpu() {
        var declared = new MapSpec("events", MapType.PERF_EVENT_ARRAY, 4, 4, 0, 0);
        try (var map = new MapFactory(null, new PublicMaps()).create(declared)) {
            assertThat(map.spec().maxEntries()).isEqualTo(Cpus.possible());
        }
    }
}
