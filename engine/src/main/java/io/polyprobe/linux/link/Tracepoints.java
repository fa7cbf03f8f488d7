package io.polyprobe.linux.link;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds tracepoints that may tell what a function would, by the words of its name. */
final class Tracepoints {
    private static final int LIMIT = 3;

    /** Words that say where a function is rather than what it does. */
    private static final Set<String> FILLERS = Set.of("do", "sys", "vfs", "ksys", "x64", "se", "v4", "v6", "");

    private Tracepoints() {}

    /** Tracepoints, spelled as probes, whose names share the function's words. */
    static List<String> like(String function, boolean onReturn, Stream<String> tracepoints) {
        var words = Stream.of(function.split("_", -1))
                .filter(word -> !FILLERS.contains(word))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (words.isEmpty()) {
            return List.of();
        }
        String call = "syscalls:" + (onReturn ? "sys_exit_" : "sys_enter_");
        return tracepoints
                .filter(name -> !name.startsWith("syscalls:") || name.startsWith(call))
                .filter(name -> List.of(name.split("[_:]", -1)).containsAll(words))
                // The system call of that very name first, then what says least besides.
                .sorted(Comparator.comparing((String name) -> !name.equals(call + String.join("_", words)))
                        .thenComparingInt(String::length))
                .limit(LIMIT)
                .map(name -> "tracepoint:" + name)
                .toList();
    }
}
