package io.polyprobe.target;

import io.polyprobe.object.ObjectSpec;
import java.time.Duration;
import java.util.Optional;

/** A place where programs run. Closing it closes all that was loaded into it. */
public interface Target extends AutoCloseable {
    /** {@code vm} or {@code kernel}. */
    String name();

    Types types();

    ProbeCatalog probes();

    /**
     * Creates an object's maps and makes its programs ready to load.
     *
     * @throws io.polyprobe.diag.TargetException where the target refuses a map
     */
    LoadedObject load(ObjectSpec object);

    /** Opens the stream of trace lines; lines printed before are not in it. */
    TraceStream trace();

    /** Opens an empty stream of events; the caller adds the maps of objects in this target. */
    EventStream events();

    /** Opens the names of kernel and user addresses. */
    Symbolizer symbols();

    /** What a script finds at a path where this target has a file of its own; empty where the system's file is meant. */
    default Optional<MachineFile> file(String path) {
        return Optional.empty();
    }

    /**
     * Lets time pass. In the kernel the thread sleeps; the virtual kernel's clock moves, and what happens in that time
     * happens.
     *
     * @throws WorldEndedException where the virtual kernel's world ends before
     */
    void sleep(Duration duration) throws InterruptedException;

    /** {@code CLOCK_MONOTONIC} as programs see it, in nanoseconds. */
    long monotonicNanos();

    @Override
    void close();
}
