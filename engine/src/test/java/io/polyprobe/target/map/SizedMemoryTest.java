package io.polyprobe.target.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.MapType;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.LoadedObject;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** User ring buffers, and {@code struct bpf_dynptr} to their samples, to events and to a program's own memory. */
@ParameterizedClass
@EnumSource(Place.class)
class SizedMemoryTest extends MapRig {
    private static final int NEVER = -1;
    private static final int E2BIG = -7;
    private static final int EINVAL = -22;

    private LoadedObject object;

    @BeforeEach
    void load() {
        object = load("rings.c");
    }

    @Test
    void samplesAreDrainedInOrder() {
        BpfMap ring = map(object, "samples");
        assertThat(run(object, "drain_samples", NEVER, 0)).isZero();
        for (int round = 0; round < 100; round++) { // around the ring, several times
            for (int i = 1; i <= 10; i++) {
                assertThat(ring.submit(u64(i))).isTrue();
            }
            assertThat(run(object, "drain_samples", 4, 0)).isEqualTo(4010);
            assertThat(run(object, "drain_samples", NEVER, 0)).isEqualTo(6045);
        }
        assertThat(run(object, "drain_samples", NEVER, 4)).isEqualTo(EINVAL);
    }

    @Test
    void aFullRingTakesNoMoreUntilItIsDrained() {
        BpfMap ring = map(object, "samples");
        int samples = 0;
        while (ring.submit(u64(1))) {
            samples++;
        }
        assertThat(samples).isEqualTo(4096 / 16);
        assertThat(run(object, "drain_samples", NEVER, 0)).isEqualTo(256_256);
        assertThat(ring.submit(new byte[4088])).isTrue();
        assertThat(ring.submit(new byte[0])).isFalse();
        assertThat(run(object, "drain_samples", NEVER, 0)).isEqualTo(1000);
        assertThat(ring.submit(new byte[4089])).isFalse();
    }

    @Test
    void aSampleThatIsTooShortIsToldToTheProgram() {
        assertThat(map(object, "samples").submit(new byte[7])).isTrue();
        assertThat(run(object, "drain_samples", NEVER, 0)).isEqualTo(1000);
    }

    @Test
    void onlyUserRingsTakeSamples() {
        refused("no user ring buffer", () -> map(object, "events").submit(u64(1)));
        BpfMap ring = create(MapType.USER_RINGBUF, 0, 0, 4096, 0);
        refused("ENOTSUPP", () -> ring.lookup(NO_KEY));
        refused("ENOTSUPP", () -> ring.update(NO_KEY, NO_KEY, ANY));
        refused("ENOTSUPP", () -> ring.delete(NO_KEY));
        refused("ENOTSUPP", () -> ring.nextKey(null));
    }

    @Test
    void eventsMayHaveSizesThatAreKnownLate() {
        List<Long> seen = new ArrayList<>();
        try (var events = target.events()) {
            events.open(map(object, "events"), 1, 1, new io.polyprobe.target.EventSink() {
                @Override
                public void event(int cpu, long address, int size) {
                    seen.add((long) size);
                    seen.add(
                            MemorySegment.ofAddress(address).reinterpret(size).get(ValueLayout.JAVA_LONG_UNALIGNED, 0));
                }

                @Override
                public void lost(int cpu, long count) {}
            });
            assertThat(run(object, "send", 8, 11, 1, 0)).isZero();
            assertThat(run(object, "send", 20, 12, 1, 0)).isZero();
            assertThat(run(object, "send", 8, 13, 0, 0)).isZero();
            assertThat(run(object, "send", 7, 14, 1, 0)).isEqualTo(E2BIG);
            assertThat(run(object, "send", 8, 15, 1, 1)).isEqualTo(EINVAL);
            assertThat(run(object, "send", 5000, 16, 1, 0)).isEqualTo(EINVAL);
            assertThat(run(object, "send", 1 << 24, 17, 1, 0)).isEqualTo(E2BIG);
            events.consume();
        }
        assertThat(seen).containsExactly(8L, 11L, 20L, 12L);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 5", "8, 0, 7", "9, 0, -7", "17, 0, -7", "0, 1, -22"})
    void aDynptrEndsWhereItsMemoryDoes(int offset, int flags, int expected) {
        assertThat(run(object, "local", offset, flags)).isEqualTo(expected);
    }
}
