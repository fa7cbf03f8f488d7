package io.polyprobe.target;

import java.util.List;

/** Names of perf events, as perf-list(1) has them ({@code include/uapi/linux/perf_event.h} has the numbers). */
final class PerfNames {
    private static final List<String> HARDWARE = List.of(
            "cpu-cycles",
            "instructions",
            "cache-references",
            "cache-misses",
            "branches",
            "branch-misses",
            "bus-cycles",
            "stalled-cycles-frontend",
            "stalled-cycles-backend",
            "ref-cycles");

    private static final List<String> SOFTWARE = List.of(
            "cpu-clock",
            "task-clock",
            "page-faults",
            "context-switches",
            "cpu-migrations",
            "minor-faults",
            "major-faults",
            "alignment-faults",
            "emulation-faults",
            "dummy",
            "bpf-output",
            "cgroup-switches");

    private PerfNames() {}

    static String spell(ProbeSpec.PerfEvent event) {
        var names = switch (event.type()) {
            case 0 -> HARDWARE;
            case 1 -> SOFTWARE;
            default -> List.<String>of();
        };
        String name = event.config() >= 0 && event.config() < names.size()
                ? names.get((int) event.config())
                : event.type() + "," + Long.toHexString(event.config());
        return "perf:" + name + (event.frequency() != 0 ? "@" + event.frequency() : "/" + event.period());
    }
}
