package io.polyprobe.linux.events;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.abi.PerfEvent;
import io.polyprobe.linux.map.Cpus;
import io.polyprobe.linux.map.KernelMap;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.Owner;
import io.polyprobe.linux.sys.SystemCalls;
import java.lang.foreign.Arena;

/**
 * Counters of {@code perf_event_open(2)} in a perf event array, one for each online CPU, which programs read.
 *
 * @param type hardware, software and so on
 * @param config which event of that type
 */
public record PerfCounters(KernelMap map, int type, long config) {
    private static final int ALL_PROCESSES = -1;

    /** Opens them until the owner is closed; a failure half-way leaves none. */
    public void open(Owner owner) {
        var opened = new Owner();
        try {
            for (int cpu : Cpus.list()) {
                new PerfSlot(map, cpu).fill(opened.own(counter(cpu)), opened);
            }
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
        owner.own(opened::close);
    }

    private Fd counter(int cpu) {
        try (var arena = Arena.ofConfined()) {
            var attr = Attr.of(arena, PerfEvent.ATTR_SIZE)
                    .u32(PerfEvent.TYPE, type)
                    .u32(PerfEvent.SIZE, PerfEvent.ATTR_SIZE)
                    .u64(PerfEvent.CONFIG, config);
            long result = SystemCalls.perfEventOpen(attr, ALL_PROCESSES, cpu);
            if (result < 0) {
                throw new TargetException(
                        Diagnostic.error(
                                "cannot open the counter of type %d, config %d for the map '%s': %s"
                                        .formatted(type, config, map.spec().name(), Errno.describe(result)),
                                "Virtual machines often have no hardware counters; software counters (type 1) are everywhere."));
            }
            return new Fd(result);
        }
    }
}
