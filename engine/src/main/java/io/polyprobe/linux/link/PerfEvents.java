package io.polyprobe.linux.link;

import io.polyprobe.linux.abi.PerfEvent;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.SystemCalls;
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
    private static final Path KPROBE = Path.of("/sys/bus/event_source/devices/kprobe");
    private static final int ALL = -1;
    private static final int ONE_CPU = 0;

    private PerfEvents() {}

    /** The type of event that the kernel has for kprobes, nothing where it has no kprobes. */
    static OptionalInt kprobeType() {
        try {
            return OptionalInt.of(
                    Integer.parseInt(Files.readString(KPROBE.resolve("type")).strip()));
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
                    .u64(PerfEvent.CONFIG, onReturn ? 1 : 0)
                    .string(PerfEvent.KPROBE_FUNC, function)
                    .u64(PerfEvent.PROBE_OFFSET, offset);
            return SystemCalls.perfEventOpen(attr, ALL, ONE_CPU);
        }
    }

    /** Runs a program on an event; gives 0 or a negated error number. */
    static long run(int event, int program) {
        long result = SystemCalls.ioctl(event, PerfEvent.IOC_SET_BPF, program);
        return result < 0 ? result : SystemCalls.ioctl(event, PerfEvent.IOC_ENABLE, 0);
    }

    private static Attr attr(Arena arena, int type) {
        return Attr.of(arena, PerfEvent.ATTR_SIZE)
                .u32(PerfEvent.TYPE, type)
                .u32(PerfEvent.SIZE, PerfEvent.ATTR_SIZE)
                .u64(PerfEvent.SAMPLE_PERIOD, 1)
                .u32(PerfEvent.WAKEUP_EVENTS, 1);
    }
}
