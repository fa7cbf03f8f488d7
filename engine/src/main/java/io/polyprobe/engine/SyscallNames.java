package io.polyprobe.engine;

import io.polyprobe.target.ProbeCatalog;
import io.polyprobe.target.ProbeSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a target spells the functions of system calls: with wrappers, as Linux has them since 4.17, the one of
 * {@code openat} is {@code __x64_sys_openat} or {@code __arm64_sys_openat}, else {@code sys_openat}.
 */
public final class SyscallNames {
    private static final List<String> PREFIXES = List.of("__x64_sys_", "__arm64_sys_", "sys_");

    /** System calls that tell by their functions; the first may be configured out. */
    private static final List<String> WITNESSES = List.of("bpf", "openat");

    private final ProbeCatalog probes;
    private @Nullable String prefix;

    public SyscallNames(ProbeCatalog probes) {
        this.probes = probes;
    }

    /** What the names begin with. The first answer costs a look at all functions of the target. */
    public String prefix() {
        if (prefix == null) {
            prefix = PREFIXES.stream().filter(this::exists).findFirst().orElse("sys_");
        }
        return prefix;
    }

    /** A function as the target spells it: {@code sys_open} may become {@code __x64_sys_open}; others stay as they are. */
    public String spell(String function) {
        return PREFIXES.stream()
                .filter(function::startsWith)
                .findFirst()
                .map(start -> prefix() + function.substring(start.length()))
                .orElse(function);
    }

    private boolean exists(String start) {
        return WITNESSES.stream().anyMatch(call -> probes.exists(new ProbeSpec.Kprobe(start + call, 0)));
    }
}
