package io.polyprobe.linux.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Functions on which no kprobe can be put, although they are listed: the kernel's own blacklist (the kernel's
 * Documentation/trace/kprobes.rst), and what BCC leaves out by its name, so that patterns match the same functions.
 */
record KprobeBlacklist(Set<String> functions) {
    private static final Path FILE = Path.of("/sys/kernel/debug/kprobes/blacklist");

    /** Compilers' parts of functions that are seldom run, static calls, and what serves probes itself. */
    private static final Pattern UNSUITED =
            Pattern.compile("_kbl_addr_.*|perf_.*|__perf.*|__SCT__.*|.*\\.cold(\\.\\d+)?");

    /** This kernel's; empty where debugfs is not mounted or the kernel has no kprobes. */
    static KprobeBlacklist read() {
        try {
            return parse(Files.readString(FILE));
        } catch (IOException _) {
            return new KprobeBlacklist(Set.of());
        }
    }

    /** Reads lines of an address range, a tab and a name. */
    static KprobeBlacklist parse(String text) {
        return new KprobeBlacklist(text.lines()
                .map(line -> line.substring(line.indexOf('\t') + 1))
                .collect(Collectors.toUnmodifiableSet()));
    }

    boolean allows(String function) {
        return !functions.contains(function) && !UNSUITED.matcher(function).matches();
    }
}
