package io.polyprobe.vm.world.simulated;

/** Virtual time: {@code CLOCK_MONOTONIC} in nanoseconds since the virtual machine's boot. */
final class Clock {
    private long now;

    Clock(long start) {
        now = start;
    }

    long now() {
        return now;
    }

    void advance(long nanos) {
        now = Math.max(now, nanos);
    }
}
