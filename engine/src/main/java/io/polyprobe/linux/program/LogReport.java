package io.polyprobe.linux.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Linux 7.3 and later write behind the trace and the complaint of older kernels: a report under headings, each
 * followed by indented lines. Its layout is known from what cilium/ebpf's pull request 2111 shows of it.
 *
 * <pre>{@code
 * Verification failed: Register Type Safety: Unreadable register
 * Reason:
 *   (a sentence)
 * At:
 *   insn 0
 *   Instruction context:
 *   >>> 0 | (95) exit
 * Causal path:
 *   (events)
 * Suggestion:
 *   (a sentence)
 * }</pre>
 *
 * @param trace the lines before it
 * @param title what failed, in a few words
 * @param reason a sentence or more, empty without
 * @param slot the instruction at fault
 * @param instruction its text, empty where it is not shown
 * @param path what led there, a line each
 * @param suggestion what to do, empty without
 */
record LogReport(
        List<String> trace,
        String title,
        String reason,
        OptionalInt slot,
        String instruction,
        List<String> path,
        String suggestion) {
    private static final String HEAD = "Verification failed: ";
    private static final String NO_PATH = "no retained diagnostic events on this path";
    private static final Pattern SLOT = Pattern.compile("insn (\\d+).*");
    private static final Pattern INSTRUCTION = Pattern.compile(">>> \\d+ \\| (?:\\([0-9a-f]{2}\\) )?(.*)");

    /** @param log without its statistics */
    static Optional<LogReport> of(List<String> log) {
        for (int i = 0; i < log.size(); i++) {
            if (log.get(i).startsWith(HEAD)) {
                return Optional.of(read(log.subList(0, i), log.subList(i, log.size())));
            }
        }
        return Optional.empty();
    }

    private static LogReport read(List<String> trace, List<String> report) {
        List<String> at = below("At:", report);
        List<String> path = below("Causal path:", report);
        return new LogReport(
                List.copyOf(trace),
                report.getFirst().substring(HEAD.length()).strip(),
                String.join(" ", below("Reason:", report)),
                first(SLOT, at).map(Integer::parseInt).map(OptionalInt::of).orElse(OptionalInt.empty()),
                first(INSTRUCTION, at).orElse(""),
                path.equals(List.of(NO_PATH)) ? List.of() : path,
                String.join(" ", below("Suggestion:", report)));
    }

    /** The indented lines that follow a heading. */
    private static List<String> below(String heading, List<String> report) {
        var lines = new ArrayList<String>();
        int from = report.indexOf(heading);
        for (int i = from + 1; from >= 0 && i < report.size() && report.get(i).startsWith("  "); i++) {
            lines.add(report.get(i).strip());
        }
        return lines;
    }

    private static Optional<String> first(Pattern pattern, List<String> lines) {
        return lines.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }

    /** The lines of a diagnostic's context, as {@link LogPath} makes them of other logs. */
    List<String> context(String complaint) {
        var context = new ArrayList<>(LogPath.of(reason.isEmpty() ? complaint : reason, trace));
        if (slot.isPresent() && !instruction.isEmpty()) {
            context.removeIf(line -> line.startsWith("At: "));
            context.add(1, "At: %d: %s".formatted(slot.getAsInt(), instruction));
        }
        int turns = context.indexOf("Path:");
        if (!path.isEmpty()) {
            context.subList(turns < 0 ? context.size() : turns, context.size()).clear();
            context.add("Path:");
            path.forEach(line -> context.add("  " + line));
        }
        return context;
    }
}
