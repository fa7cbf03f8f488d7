package io.polyprobe.target;

import java.util.List;
import java.util.stream.Stream;

/** The probes of one target. */
public interface ProbeCatalog {
    boolean exists(ProbeSpec probe);

    /** Whether probes of a kind can be attached at all. */
    boolean supports(Feature feature);

    /** All tracepoints as {@code category:name}, sorted. */
    Stream<String> tracepoints();

    /** All kernel functions that a kprobe can be put on, by whatever mechanism, sorted. */
    Stream<String> functions();

    /** The probes of the same kind whose names are nearest to one that does not exist, best first. */
    List<ProbeSpec> nearest(ProbeSpec probe);
}
