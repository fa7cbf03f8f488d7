package io.polyprobe.polyglot.launcher;

import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.SystemCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the kernel holds of BPF, by kind and id, and the tracing files that a tool may leave behind. */
final class KernelObjects {
    private static final int START_ID = 0;
    private static final int NEXT_ID = 4;

    private static final Path TRACEFS = Path.of("/sys/kernel/tracing");

    private KernelObjects() {}

    /** Everything there is now, such as {@code prog 12}, {@code map 7}, {@code instance polyprobe-1}. */
    static Set<String> now() throws IOException {
        var all = new TreeSet<String>();
        add(all, "prog", 11);
        add(all, "map", 12);
        add(all, "btf", 23);
        add(all, "link", 31);
        for (String list : new String[] {"kprobe_events", "uprobe_events"}) {
            if (Files.exists(TRACEFS.resolve(list))) {
                Files.readAllLines(TRACEFS.resolve(list)).forEach(line -> all.add(list + " " + line));
            }
        }
        if (Files.isDirectory(TRACEFS.resolve("instances"))) {
            try (Stream<Path> instances = Files.list(TRACEFS.resolve("instances"))) {
                instances.forEach(instance -> all.add("instance " + instance.getFileName()));
            }
        }
        return all;
    }

    /** What has come since, waiting a while for the kernel to free what it frees later (RCU). */
    static Set<String> since(Set<String> before) throws IOException, InterruptedException {
        Set<String> left = Set.of();
        for (int tries = 0; tries < 100; tries++) {
            left = now();
            left.removeAll(before);
            if (left.isEmpty()) {
                break;
            }
            Thread.sleep(100);
        }
        return left;
    }

    private static void add(Set<String> all, String kind, int command) {
        try (var arena = Arena.ofConfined()) {
            var attr = Attr.bpf(arena);
            while (SystemCalls.bpf(command, attr) >= 0) {
                all.add(kind + " " + attr.u32(NEXT_ID));
                attr.u32(START_ID, attr.u32(NEXT_ID));
            }
        }
    }
}
