package io.polyprobe.engine;

import io.polyprobe.object.ProgramSpec;
import io.polyprobe.target.ProbeSpec;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the probe that a program asks for by its own name or section.
 *
 * <p>Names are BCC's ({@code kprobe__FUNCTION}, {@code kretprobe__FUNCTION}, {@code tracepoint__CATEGORY__EVENT},
 * {@code raw_tracepoint__EVENT}); sections are libbpf's ({@code kprobe/FUNCTION}, {@code tracepoint/CATEGORY/EVENT} or
 * {@code tp/…}, {@code raw_tp/EVENT}, {@code fentry/FUNCTION}…; libbpf's "Program Types and ELF Sections").
 */
final class AutoAttach {
    private static final Map<String, Function<String, ProbeSpec>> BY_PREFIX = Map.of(
            "kprobe__", AutoAttach::kprobe,
            "kretprobe__", AutoAttach::kretprobe,
            "tracepoint__", name -> tracepoint(name, "__"),
            "raw_tracepoint__", ProbeSpec.RawTracepoint::new);

    private static final Map<String, Function<String, ProbeSpec>> BY_SECTION = Map.of(
            "kprobe", AutoAttach::kprobe,
            "kretprobe", AutoAttach::kretprobe,
            "tracepoint", name -> tracepoint(name, "/"),
            "tp", name -> tracepoint(name, "/"),
            "raw_tracepoint", ProbeSpec.RawTracepoint::new,
            "raw_tp", ProbeSpec.RawTracepoint::new,
            "fentry", ProbeSpec.Fentry::new,
            "fexit", ProbeSpec.Fexit::new);

    private AutoAttach() {}

    static Optional<ProbeSpec> probe(ProgramSpec program) {
        return find(BY_PREFIX, program.name(), "").or(() -> find(BY_SECTION, program.section(), "/"));
    }

    /** The same probe with a system call's function spelled as the target does. */
    static ProbeSpec spelled(ProbeSpec probe, SyscallNames names) {
        return switch (probe) {
            case ProbeSpec.Kprobe p -> new ProbeSpec.Kprobe(names.spell(p.function()), p.offset());
            case ProbeSpec.Kretprobe p -> new ProbeSpec.Kretprobe(names.spell(p.function()), p.maxActive());
            default -> probe;
        };
    }

    private static Optional<ProbeSpec> find(
            Map<String, Function<String, ProbeSpec>> table, String name, String separator) {
        return table.entrySet().stream()
                .filter(entry -> name.startsWith(entry.getKey() + separator))
                .map(entry ->
                        entry.getValue().apply(name.substring(entry.getKey().length() + separator.length())))
                .findFirst();
    }

    private static ProbeSpec kprobe(String function) {
        return new ProbeSpec.Kprobe(function, 0);
    }

    private static ProbeSpec kretprobe(String function) {
        return new ProbeSpec.Kretprobe(function, 0);
    }

    private static ProbeSpec tracepoint(String name, String separator) {
        return ProbeSpec.parse("tracepoint:" + name.replaceFirst(separator, ":"));
    }
}
