package io.polyprobe.linux.link;

import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.abi.PerfEvent;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.target.ProbeSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Events of {@code perf_event_open(2)} that programs attach to. One event, opened for all processes on one CPU, is
 * enough: its programs run on all CPUs.
 */
final class PerfEvents {
    private static final Path SOURCES = Path.of("/sys/bus/event_source/devices");
    private static final int ALL = -1;
    private static final int ONE_CPU = 0;

    /** {@code /sys/bus/event_source/devices/uprobe/format}: the bit for returns, and where the counter's offset is. */
    private static final int ON_RETURN = 1;

    private static final int REFERENCE_COUNTER_SHIFT = 32;

    private PerfEvents() {}

    /** The type of event that the kernel has for kprobes, nothing where it has no kprobes. */
    static OptionalInt kprobeType() {
        return type("kprobe");
    }

    /** The type of event that the kernel has for uprobes, nothing where it has no uprobes. */
    static OptionalInt uprobeType() {
        return type("uprobe");
    }

    private static OptionalInt type(String source) {
        try {
            return OptionalInt.of(Integer.parseInt(
                    Files.readString(SOURCES.resolve(source).resolve("type")).strip()));
        } catch (IOException e) {
            return OptionalInt.empty();
        }
    }

    /** Opens a tracepoint's event; gives a descriptor or a negated error number. */
    static long tracepoint(int id) {
        try (var arena = Arena.ofConfined()) {
            return SystemCalls.perfEventOpen(
                    attr(arena, PerfEvent.TYPE_TRACEPOINT).u64(PerfEvent.CONFIG, id), ALL, ONE_CPU);
        }
    }

    /** Opens an event for a kernel function's entry or return; gives a descriptor or a negated error number. */
    static long kprobe(int type, String function, long offset, boolean onReturn) {
        try (var arena = Arena.ofConfined()) {
            var attr = attr(arena, type)
                    .u64(PerfEvent.CONFIG, onReturn ? ON_RETURN : 0)
                    .string(PerfEvent.KPROBE_FUNC, function)
                    .u64(PerfEvent.PROBE_OFFSET, offset);
            return SystemCalls.perfEventOpen(attr, ALL, ONE_CPU);
        }
    }

    /** Opens an event for a place in a program or library; gives a descriptor or a negated error number. */
    static long uprobe(int type, UserPlace place) {
        try (var arena = Arena.ofConfined()) {
            long config = place.referenceCounter() << REFERENCE_COUNTER_SHIFT | (place.onReturn() ? ON_RETURN : 0);
            var attr = attr(arena, type)
                    .u64(PerfEvent.CONFIG, config)
                    .string(PerfEvent.UPROBE_PATH, place.path().toString())
                    .u64(PerfEvent.PROBE_OFFSET, place.offset());
            return SystemCalls.perfEventOpen(attr, place.pid(), place.pid() < 0 ? ONE_CPU : ALL);
        }
    }

    /**
     * Opens an event that is sampled once it is enabled.
     *
     * @param thread to sample, together with those that it starts, or -1 for all
     * @param cpu to sample, or -1 for all (with a thread only)
     * @return a descriptor or a negated error number
     */
    static long sample(ProbeSpec.PerfEvent event, int thread, int cpu) {
        boolean ofThread = thread >= 0;
        long result = sample(event, thread, cpu, ofThread ? PerfEvent.INHERIT | PerfEvent.INHERIT_THREAD : 0);
        // Before 5.13 only children as a whole can be included, and those are not asked for.
        return ofThread && Errno.EINVAL.is(result) ? sample(event, thread, cpu, 0) : result;
    }

    private static long sample(ProbeSpec.PerfEvent event, int thread, int cpu, long inheritance) {
        long flags = PerfEvent.DISABLED | inheritance;
        try (var arena = Arena.ofConfined()) {
            var attr = attr(arena, event.type()).u64(PerfEvent.CONFIG, event.config());
            if (event.frequency() != 0) {
                attr.u64(PerfEvent.SAMPLE_FREQ, event.frequency()).u64(PerfEvent.FLAGS, flags | PerfEvent.FREQ);
            } else {
                attr.u64(PerfEvent.SAMPLE_PERIOD, event.period()).u64(PerfEvent.FLAGS, flags);
            }
            return SystemCalls.perfEventOpen(attr, thread, cpu);
        }
    }

    /** Gives an event its program; gives 0 or a negated error number. */
    static long setProgram(int event, int program) {
        return SystemCalls.ioctl(event, PerfEvent.IOC_SET_BPF, program);
    }

    /** Lets an event happen; gives 0 or a negated error number. */
    static long enable(int event) {
        return SystemCalls.ioctl(event, PerfEvent.IOC_ENABLE, 0);
    }

    private static Attr attr(Arena arena, int type) {
        return Attr.of(arena, PerfEvent.ATTR_SIZE)
                .u32(PerfEvent.TYPE, type)
                .u32(PerfEvent.SIZE, PerfEvent.ATTR_SIZE)
                .u64(PerfEvent.SAMPLE_PERIOD, 1)
                .u32(PerfEvent.WAKEUP_EVENTS, 1);
    }
}
