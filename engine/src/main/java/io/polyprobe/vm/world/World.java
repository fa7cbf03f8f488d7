package io.polyprobe.vm.world;

import io.polyprobe.target.MachineFile;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Symbol;
import io.polyprobe.vm.helper.Moment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A source of probe hits: something happens in it at certain times, and it tells its {@link Hits} about it.
 *
 * <p>Time passes in it only while a script waits, and all methods are called by the thread that waits, one at a time;
 * {@link #close} alone may come from another thread, between two of the others. The virtual kernel goes round:
 *
 * <ol>
 *   <li>{@link #nextEvent} says when something happens next;
 *   <li>{@link #await} lets real time pass until then, or until the script's deadline where that is earlier;
 *   <li>{@link #step} lets it happen, or {@link #advance} moves the clock to the deadline.
 * </ol>
 *
 * <p>A world in virtual time knows what happens next and leaves waiting to the pace that the user wants. A world in
 * real time does not know: its {@code nextEvent} is {@link Long#MAX_VALUE} until something has happened, which its
 * {@code await} blocks for. What another thread has seen waits there until {@code step} tells of it.
 */
public interface World extends AutoCloseable {
    /** Kernel functions that are called in this world. */
    Set<String> functions();

    /** Tracepoints that are hit in this world, as {@code category:name}. */
    Set<String> tracepoints();

    /** Network devices at which packets come in, by their names. */
    default Set<String> devices() {
        return Set.of();
    }

    /**
     * Whether it hits a probe that is neither a kernel function's nor a tracepoint's: a function of a program, a perf
     * event.
     */
    default boolean mayHit(ProbeSpec probe) {
        return false;
    }

    /**
     * Tells what is attached, before anything happens and whenever it changes. What happens does not depend on it, but a
     * world may save itself the trouble of finding out what nobody asks for.
     */
    default void attached(Set<ProbeSpec> probes) {}

    /** When the next thing happens, in nanoseconds of {@code CLOCK_MONOTONIC}; {@link Long#MAX_VALUE} if not known. */
    long nextEvent();

    /**
     * Lets real time pass, for as long as may be, until it is a certain time in this world or something has happened.
     *
     * @param time in nanoseconds of {@code CLOCK_MONOTONIC}
     * @param pacing what a world in virtual time waits by
     */
    default void await(long time, Pacing pacing) throws InterruptedException {
        pacing.await(time);
    }

    /** Moves the clock to {@link #nextEvent()} and lets that happen. */
    void step();

    /** Moves the clock on without anything happening; not beyond {@link #nextEvent()}. */
    void advance(long nanos);

    /** Whether nothing will happen any more; then no wait for it makes sense. */
    default boolean ended() {
        return false;
    }

    /**
     * Lets the program that it is about, where there is one, go on to its end with nobody looking.
     *
     * @return that program's exit code, which is to be that of the whole command line; empty for none
     */
    default OptionalInt finish() throws InterruptedException {
        return OptionalInt.empty();
    }

    /** What a user may want to know once it is over, a line for each thing. */
    default List<String> summary() {
        return List.of();
    }

    /** What lies at an address of a process. */
    default Optional<Symbol> userSymbol(int pid, long address) {
        return Optional.empty();
    }

    /** Variables of the kernel that have a place in its memory, by name. */
    default Map<String, Long> symbols() {
        return Map.of();
    }

    /** What a script finds at a path where this world has a file of its own. */
    default Optional<MachineFile> file(String path) {
        return Optional.empty();
    }

    /** Who runs where at this moment. */
    Moment moment();

    @Override
    void close();
}
