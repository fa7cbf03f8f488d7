package io.polyprobe.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.target.Target;
import io.polyprobe.target.WorldEndedException;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VmTimeTest {
    private static final VmOptions FAST = VmOptions.DEFAULT.withPace(Pace.MAX).withLimit(Duration.ofSeconds(5));

    @Test
    void the_world_ends_at_its_limit() throws InterruptedException {
        try (var target = VmTarget.open(FAST)) {
            target.sleep(Duration.ofSeconds(5));
            assertThat(target.monotonicNanos()).isEqualTo(105_000_000_000L);
            assertThatThrownBy(() -> target.sleep(Duration.ofNanos(1))).isInstanceOf(WorldEndedException.class);
            assertThatThrownBy(() -> target.trace().read(Duration.ofDays(100_000_000)))
                    .isInstanceOf(WorldEndedException.class);
        }
    }

    @Test
    void time_stands_still_while_nobody_waits() throws InterruptedException {
        try (var target = VmTarget.open(FAST)) {
            assertThat(target.monotonicNanos()).isEqualTo(100_000_000_000L);
            assertThat(target.trace().read(Duration.ofMillis(30))).isNull();
            target.sleep(Duration.ofMillis(-1));
            assertThat(target.monotonicNanos()).isEqualTo(100_030_000_000L);
        }
    }

    @Test
    void at_the_pace_of_the_wall_a_wait_takes_as_long_as_it_says() throws InterruptedException {
        try (var target = VmTarget.open(VmOptions.DEFAULT)) {
            long start = System.nanoTime();
            target.sleep(Duration.ofMillis(120));
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(120_000_000L);
        }
    }

    @ParameterizedTest
    @CsvSource({"WALL", "MAX"})
    void an_interrupt_ends_a_wait_without_end(Pace pace) throws InterruptedException {
        try (var target = VmTarget.open(VmOptions.DEFAULT.withPace(pace))) {
            assertInterruptible(target);
        }
    }

    private static void assertInterruptible(Target target) throws InterruptedException {
        var caught = new ArrayList<Throwable>();
        var waiting = new Thread(() -> {
            try {
                target.trace().read(Duration.ofDays(10_000));
            } catch (InterruptedException | RuntimeException e) {
                caught.add(e);
            }
        });
        waiting.start();
        waiting.interrupt();
        waiting.join();
        assertThat(caught).singleElement().isInstanceOf(InterruptedException.class);
    }
}
