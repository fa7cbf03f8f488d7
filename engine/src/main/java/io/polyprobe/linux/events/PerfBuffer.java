package io.polyprobe.linux.events;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.abi.Files;
import io.polyprobe.linux.abi.PerfEvent;
import io.polyprobe.linux.map.Cpus;
import io.polyprobe.linux.map.KernelMap;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.Mapping;
import io.polyprobe.linux.sys.Owner;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.target.EventSink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives each online CPU's slot of a perf event array an event with a ring ({@code perf_event_open(2)}; {@code
 * bpf_perf_event_output} in bpf-helpers(7) says what attributes it must have).
 */
record PerfBuffer(KernelMap map, int pages, int wakeupEvents, EventSink sink, Epoll epoll) {
    private static final int ALL_PROCESSES = -1;

    /** Opens the rings; their memory is the arena's, the rest the owner's, also after a failure half-way. */
    List<Ring> open(Arena arena, Owner owner) {
        MemorySegment scratch = arena.allocate(PerfRing.LARGEST_RECORD, Long.BYTES);
        var rings = new ArrayList<Ring>();
        for (int cpu : Cpus.list()) {
            rings.add(open(cpu, scratch, arena, owner));
        }
        return rings;
    }

    private PerfRing open(int cpu, MemorySegment scratch, Arena arena, Owner owner) {
        Fd event = owner.own(event(cpu));
        long page = Mapping.pageSize();
        MemorySegment memory = Mapping.map(
                arena, event.number(), 0, (1 + pages) * page, Files.PROT_READ | Files.PROT_WRITE, this::memoryRefused);
        new PerfSlot(map, cpu).fill(event, owner);
        check(SystemCalls.ioctl(event.number(), PerfEvent.IOC_ENABLE, 0));
        epoll.add(event.number());
        return new PerfRing(cpu, memory.asSlice(0, page), memory.asSlice(page), scratch, sink);
    }

    private Fd event(int cpu) {
        try (var arena = Arena.ofConfined()) {
            var attr = Attr.of(arena, PerfEvent.ATTR_SIZE)
                    .u32(PerfEvent.TYPE, PerfEvent.TYPE_SOFTWARE)
                    .u32(PerfEvent.SIZE, PerfEvent.ATTR_SIZE)
                    .u64(PerfEvent.CONFIG, PerfEvent.COUNT_SW_BPF_OUTPUT)
                    .u64(PerfEvent.SAMPLE_PERIOD, 1)
                    .u64(PerfEvent.SAMPLE_TYPE, PerfEvent.SAMPLE_RAW)
                    .u32(PerfEvent.WAKEUP_EVENTS, wakeupEvents);
            return new Fd(check(SystemCalls.perfEventOpen(attr, ALL_PROCESSES, cpu)));
        }
    }

    private long check(long result) {
        if (result < 0) {
            throw failed(
                    result,
                    Errno.EMFILE.is(result)
                            ? "Each CPU needs a descriptor: raise the limit with ulimit -n."
                            : "It needs root or CAP_PERFMON.");
        }
        return result;
    }

    private TargetException memoryRefused(long result) {
        return failed(result, "Each CPU gets " + (1 + pages) + " pages of locked memory: ask for fewer.");
    }

    private TargetException failed(long result, String hint) {
        return new TargetException(Diagnostic.error(
                "cannot open the perf event array '" + map.spec().name() + "': " + Errno.describe(result), hint));
    }
}
