package io.polyprobe.engine;

import io.polyprobe.object.ProgramSpec;
import io.polyprobe.target.ProbeSpec;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the probe that a program asks for by its own name or section.
 *
 * <p>Names are BCC's: {@code kprobe__FUNCTION}, {@code tracepoint__CATEGORY__EVENT}, {@code kfunc__MODULE__FUNCTION}…
 * Sections are libbpf's: {@code kprobe/FUNCTION}, {@code tp/CATEGORY/EVENT}, {@code uprobe/PATH:FUNCTION}… (libbpf's
 * "Program Types and ELF Sections"), where {@code .s} behind the kind marks a program that may sleep. A section that
 * names no target, such as {@code perf_event}, asks for no probe.
 */
final class AutoAttach {
    private static final Map<String, Function<String, ProbeSpec>> BY_PREFIX = Map.ofEntries(
            Map.entry("kprobe__", AutoAttach::kprobe),
            Map.entry("kretprobe__", AutoAttach::kretprobe),
            Map.entry("tracepoint__", name -> tracepoint(name, "__")),
            Map.entry("raw_tracepoint__", ProbeSpec.RawTracepoint::new),
            Map.entry("kfunc__", name -> new ProbeSpec.Fentry(withoutModule(name))),
            Map.entry("kretfunc__", name -> new ProbeSpec.Fexit(withoutModule(name))),
            Map.entry("lsm__", ProbeSpec.Lsm::new));

    private static final Map<String, Function<String, ProbeSpec>> BY_SECTION = Map.ofEntries(
            Map.entry("kprobe", name -> ProbeSpec.parse("kprobe:" + name)),
            Map.entry("kretprobe", AutoAttach::kretprobe),
            Map.entry("ksyscall", name -> kprobe("sys_" + name)),
            Map.entry("kretsyscall", name -> kretprobe("sys_" + name)),
            Map.entry("tracepoint", name -> tracepoint(name, "/")),
            Map.entry("tp", name -> tracepoint(name, "/")),
            Map.entry("raw_tracepoint", ProbeSpec.RawTracepoint::new),
            Map.entry("raw_tp", ProbeSpec.RawTracepoint::new),
            Map.entry("tp_btf", ProbeSpec.TypedTracepoint::new),
            Map.entry("fentry", ProbeSpec.Fentry::new),
            Map.entry("fexit", ProbeSpec.Fexit::new),
            Map.entry("fmod_ret", ProbeSpec.ModifyReturn::new),
            Map.entry("lsm", ProbeSpec.Lsm::new),
            Map.entry("iter", ProbeSpec.Iterator::new),
            Map.entry("uprobe", name -> ProbeSpec.parse("uprobe:" + name)),
            Map.entry("uretprobe", name -> ProbeSpec.parse("uretprobe:" + name)));

    private AutoAttach() {}

    static Optional<ProbeSpec> probe(ProgramSpec program) {
        return byName(program.name()).or(() -> bySection(program.section()));
    }

    /** The same probe with a system call's function spelled as the target does. */
    static ProbeSpec spelled(ProbeSpec probe, SyscallNames names) {
        return switch (probe) {
            case ProbeSpec.Kprobe p -> new ProbeSpec.Kprobe(names.spell(p.function()), p.offset());
            case ProbeSpec.Kretprobe p -> new ProbeSpec.Kretprobe(names.spell(p.function()), p.maxActive());
            default -> probe;
        };
    }

    private static Optional<ProbeSpec> byName(String name) {
        return BY_PREFIX.entrySet().stream()
                .filter(entry -> name.startsWith(entry.getKey()))
                .map(entry ->
                        entry.getValue().apply(name.substring(entry.getKey().length())))
                .findFirst();
    }

    private static Optional<ProbeSpec> bySection(String section) {
        int slash = section.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String kind = section.substring(0, slash);
        var maker = BY_SECTION.get(kind.endsWith(".s") ? kind.substring(0, kind.length() - 2) : kind);
        return maker == null ? Optional.empty() : Optional.of(maker.apply(section.substring(slash + 1)));
    }

    /** {@code MODULE__FUNCTION}, where the function's name alone says where it is. */
    private static String withoutModule(String name) {
        int end = name.indexOf("__", 1);
        return end < 0 ? name : name.substring(end + 2);
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
