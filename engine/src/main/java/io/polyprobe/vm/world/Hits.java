package io.polyprobe.vm.world;

/** Where a world reports what happens in it. The task that it happens to is the one that {@link World#moment} names. */
public interface Hits {
    /** A kernel function is entered. */
    void enter(String function, long... arguments);

    /** A kernel function returns. */
    void leave(String function, long result, long... arguments);

    /**
     * A tracepoint of the {@code trace_event} kind is hit.
     *
     * @param values its fields after the common ones, in order: {@link Long}, or {@link String} for an array of
     *     characters and for {@code __data_loc}, or {@code long[]} for an array of numbers
     */
    void tracepoint(String category, String name, Object... values);

    /** The raw form of a tracepoint is hit. */
    void rawTracepoint(String name, long... arguments);
}
