package io.polyprobe.vm.world;

import io.polyprobe.vm.helper.Moment;
import java.util.Set;

/**
 * A source of probe hits: something happens in it at certain times, and it tells its {@link Hits} about it. A world
 * does not know what is attached, so what happens does not depend on it.
 */
public interface World extends AutoCloseable {
    /** Kernel functions that are called in this world. */
    Set<String> functions();

    /** Tracepoints that are hit in this world, as {@code category:name}. */
    Set<String> tracepoints();

    /** When the next thing happens, in nanoseconds of {@code CLOCK_MONOTONIC}. */
    long nextEvent();

    /** Moves the clock to {@link #nextEvent()} and lets that happen. */
    void step();

    /** Moves the clock on without anything happening; not beyond {@link #nextEvent()}. */
    void advance(long nanos);

    /** Who runs where at this moment. */
    Moment moment();

    @Override
    void close();
}
