package io.polyprobe.vm.world;

import io.polyprobe.target.ProbeSpec;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

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
     *     characters and for {@code __data_loc}, or {@code long[]} or {@code byte[]} for an array of numbers
     */
    void tracepoint(String category, String name, Object... values);

    /** The raw form of a tracepoint is hit. */
    void rawTracepoint(String name, long... arguments);

    /**
     * A probe is hit whose context the world makes itself: a function of a program, a perf event, a packet at a network
     * device. Its programs run one after the other on the same context.
     *
     * @param context the address of {@code struct pt_regs}, {@code struct bpf_perf_event_data}, {@code struct xdp_md}…
     * @return what the last of them returned; empty where none is attached
     */
    default OptionalLong hit(ProbeSpec probe, long context) {
        return hit(probe, context, _ -> true);
    }

    /**
     * The same where what a program returns may end the row.
     *
     * @param next whether the next program is to run after one has returned this
     */
    OptionalLong hit(ProbeSpec probe, long context, LongPredicate next);
}
