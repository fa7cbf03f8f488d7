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
    /** How many of the function's arguments the tracepoint has. */
    static final int ARGUMENTS = 1;

    /** The last is that of kernels before 6.4: hit just before, once for each part of a request that ends in parts. */
    private static final Map<String, List<String>> TRACEPOINTS = Map.of(
            "blk_mq_start_request", List.of("block_rq_issue"),
            "blk_account_io_start", List.of("block_io_start"),
            "__blk_account_io_start", List.of("block_io_start"),
            "blk_account_io_done", List.of("block_io_done", "block_rq_complete"),
            "__blk_account_io_done", List.of("block_io_done", "block_rq_complete"));

    private BlockTracepoints() {}

    /** The tracepoint of a function, nothing where there is none. */
    static Optional<String> of(String function, KernelProbes probes) {
        return TRACEPOINTS.getOrDefault(function, List.of()).stream()
                .filter(name -> probes.exists(new ProbeSpec.RawTracepoint(name)))
                .findFirst();
    }
}
