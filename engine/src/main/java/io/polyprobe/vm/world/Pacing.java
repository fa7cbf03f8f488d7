package io.polyprobe.vm.world;

/** Holds virtual time back to the pace that its user wants. */
@FunctionalInterface
public interface Pacing {
    /** Returns when virtual time may be {@code time}, nanoseconds of {@code CLOCK_MONOTONIC}. */
    void await(long time) throws InterruptedException;
}
