package io.polyprobe.linux.program;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.RejectedException;
import io.polyprobe.diag.Severity;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.object.ProgramSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Why the kernel refused a program, out of the verifier's log.
 *
 * <p>The log, up to the {@link LogReport} of newer kernels, is a trace of what the verifier looked at. It ends with its reason, then statistics; before the reason
 * stands the instruction at fault ({@code 12: (79) r1 = *(u64 *)(r0 +0)}), and the slot in front of the colon leads to
 * the source line.
 */
final class Refusal {
    private static final Pattern STATISTICS = Pattern.compile(
            "processed \\d+ insns.*|verification time .*|stack depth .*|peak_states .*|mark_precise: .*|\\s*");
    /** Some reasons lack their line feed. */
    private static final Pattern END = Pattern.compile("processed \\d+ insns \\(limit .*");

    private static final Pattern INSTRUCTION = Pattern.compile("(\\d+): \\([0-9a-f]{2}\\) .*");
    private static final Pattern STATE = Pattern.compile(
            "\\d+: R\\d.*|; .*|from \\d+ to \\d+.*|func#.*|caller:|callee:|(cur|old) state:.*|\\s*(frame\\d+: )?R\\d+.*=.*");

    private Refusal() {}

    static RejectedException of(LoadRequest request, long result, String log) {
        List<String> written = log.lines()
                .map(line -> END.matcher(line).replaceFirst(""))
                .filter(line -> !STATISTICS.matcher(line).matches())
                .toList();
        Optional<LogReport> report = LogReport.of(written);
        List<String> lines = report.map(LogReport::trace).orElse(written);
        String what = "the kernel refuses the program '" + request.name() + "'";
        if (lines.isEmpty()) {
            var diagnostic = Diagnostic.error(what + ": " + Errno.describe(result));
            return new RejectedException(withHints(diagnostic, silent(request, result)));
        }
        OptionalInt slot =
                report.map(LogReport::slot).filter(OptionalInt::isPresent).orElseGet(() -> slot(lines));
        var unresolved = unresolved(request, slot);
        String reason = unresolved.orElseGet(() -> reason(lines));
        var diagnostic = new Diagnostic(
                Severity.ERROR,
                slot.isPresent()
                        ? ProgramSpec.Line.placeOf(request.lines(), slot.getAsInt())
                                .orElse(null)
                        : null,
                what + ": " + reason,
                unresolved.isPresent() || report.isEmpty()
                        ? LogPath.of(reason, lines)
                        : report.get().context(reason),
                List.of());
        return new RejectedException(withHints(
                diagnostic,
                unresolved.isPresent()
                        ? List.of("Ask bpf_core_field_exists() before the program reads what not every kernel has.")
                        : advice(reason, report)));
    }

    private static List<String> advice(String reason, Optional<LogReport> report) {
        var advice = new ArrayList<String>();
        report.map(LogReport::suggestion).filter(text -> !text.isEmpty()).ifPresent(advice::add);
        advice.addAll(Advice.on(reason));
        return advice;
    }

    /** The last line that is no trace of the verifier's walk; failing that, the last. */
    private static String reason(List<String> lines) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            String line = lines.get(i);
            if (!INSTRUCTION.matcher(line).matches() && !STATE.matcher(line).matches()) {
                return line.strip();
            }
        }
        return lines.getLast().strip();
    }

    /** The slot of the last instruction that the verifier looked at. */
    private static OptionalInt slot(List<String> lines) {
        for (String line : lines.reversed()) {
            var matcher = INSTRUCTION.matcher(line);
            if (matcher.matches()) {
                return OptionalInt.of(Integer.parseInt(matcher.group(1)));
            }
        }
        return OptionalInt.empty();
    }

    /** What this kernel's types do not have that the instruction needs; then the log's own reason is of no use. */
    private static Optional<String> unresolved(LoadRequest request, OptionalInt slot) {
        return request.unresolved().stream()
                .filter(relocation -> slot.isPresent() && relocation.slot() == slot.getAsInt())
                .map(ProgramSpec.CoreRelocation::failure)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** The kernel said nothing but a number: it did not get as far as verifying. */
    private static List<String> silent(LoadRequest request, long result) {
        var hints = new ArrayList<String>();
        if (Errno.EPERM.is(result) || Errno.EACCES.is(result)) {
            boolean hooks = switch (request.type()) {
                case TRACING, EXT, LSM -> true;
                default -> false;
            };
            hints.add("Loading needs root, or the capabilities CAP_BPF and CAP_PERFMON (CAP_NET_ADMIN for packets).");
            if (hooks) {
                hints.add("A locked-down kernel refuses programs of type " + request.type()
                        + " to everybody; kprobes, tracepoints or raw tracepoints may still work.");
            }
        } else if (Errno.EINVAL.is(result)) {
            hints.add("This kernel may not know programs of type " + request.type()
                    + " or something the program says about itself.");
        } else if (Errno.E2BIG.is(result)) {
            hints.add("A program has at most 1,000,000 instructions, 4,096 without privileges.");
        }
        return hints;
    }

    private static Diagnostic withHints(Diagnostic diagnostic, List<String> hints) {
        Diagnostic all = diagnostic;
        for (String hint : hints) {
            all = all.withHint(hint);
        }
        return all;
    }
}
