package io.polyprobe.linux.link;

import io.polyprobe.target.ProbeSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Raw tracepoints that stand for kprobes on the functions of the block layer through which every request goes.
 *
 * <p>The compiler makes some of these functions part of their callers, or the kernel forbids to probe them ("notrace"),
 * depending on its version. But each hits a tracepoint as it begins, with the request as first argument in both
 * ({@code block/blk-mq.c}).
 */
final class BlockTracepoints {
    /** How many of the function's arguments the tracepoints have. */
    static final int ARGUMENTS = 1;

    private static final String THERE = "which is hit there";

    private static final Map<String, List<Place>> PLACES = Map.of(
            "blk_mq_start_request", List.of(new Place("block_rq_issue", THERE)),
            "blk_account_io_start", starts(),
            "__blk_account_io_start", starts(),
            "blk_account_io_done", ends(),
            "__blk_account_io_done", ends());

    /**
     * A tracepoint.
     *
     * @param hit when it is hit, as part of a sentence
     */
    record Place(String tracepoint, String hit) {}

    private BlockTracepoints() {}

    /** The place for a function, nothing where there is none. */
    static Optional<Place> of(String function, KernelProbes probes) {
        return PLACES.getOrDefault(function, List.of()).stream()
                .filter(place -> probes.exists(new ProbeSpec.RawTracepoint(place.tracepoint())))
                .findFirst();
    }

    /** Kernels before 6.4 have only the second of each pair. */
    private static List<Place> starts() {
        return List.of(
                new Place("block_io_start", THERE),
                new Place(
                        "block_rq_issue", "where the request goes on to the device, maybe by a worker of the kernel"));
    }

    private static List<Place> ends() {
        return List.of(
                new Place("block_io_done", THERE),
                new Place(
                        "block_rq_complete",
                        "which is hit just before, for each part of a request that ends in parts"));
    }
}
