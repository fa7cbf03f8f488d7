package io.polyprobe.target;

import java.util.List;
import java.util.Optional;

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

    /** By the type's number. */
    private static final List<List<String>> TYPES = List.of(HARDWARE, SOFTWARE);

    private PerfNames() {}

    static String spell(ProbeSpec.PerfEvent event) {
        var names = TYPES.size() > event.type() && event.type() >= 0 ? TYPES.get(event.type()) : List.<String>of();
        String name = event.config() >= 0 && event.config() < names.size()
                ? names.get((int) event.config())
                : event.type() + "," + Long.toHexString(event.config());
        return "perf:" + name + (event.frequency() != 0 ? "@" + event.frequency() : "/" + event.period());
    }

    /** Reads what stands behind {@code perf:}; nothing where it is no event. */
    static Optional<ProbeSpec> parse(String text) {
        int end = Math.max(text.lastIndexOf('@'), text.lastIndexOf('/'));
        if (end < 0) {
            return Optional.empty();
        }
        String name = text.substring(0, end);
        for (int type = 0; type < TYPES.size(); type++) {
            int config = TYPES.get(type).indexOf(name);
            if (config >= 0) {
                return parse(type, config, text.charAt(end) == '@', text.substring(end + 1));
            }
        }
        int comma = name.indexOf(',');
        try {
            return comma < 0
                    ? Optional.empty()
                    : parse(
                            Integer.parseInt(name.substring(0, comma)),
                            Long.parseUnsignedLong(name.substring(comma + 1), 16),
                            text.charAt(end) == '@',
                            text.substring(end + 1));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<ProbeSpec> parse(int type, long config, boolean frequency, String number) {
        try {
            long value = Long.parseLong(number);
            return value <= 0
                    ? Optional.empty()
                    : Optional.of(new ProbeSpec.PerfEvent(
                            type, config, frequency ? 0 : value, frequency ? value : 0, -1, -1));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
