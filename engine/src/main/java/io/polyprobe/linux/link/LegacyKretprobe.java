package io.polyprobe.linux.link;

import io.polyprobe.linux.events.TraceFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A kretprobe with a number of calls that may be under way at once, which only tracefs can make ({@code
 * Documentation/trace/kprobetrace.rst}: {@code r[MAXACTIVE][:[GRP/]EVENT] SYM}).
 *
 * <p>Such a probe is a line in a file and outlives its process. Its name holds the process's number, and whoever makes
 * the next one removes those of the dead.
 */
record LegacyKretprobe(Path events, String event, int id) implements AutoCloseable {
    private static final String GROUP = "polyprobe";
    private static final AtomicInteger NEXT = new AtomicInteger();

    /** Makes one; nothing where tracefs refuses. */
    static Optional<LegacyKretprobe> create(TraceFs fs, String function, int maxActive) {
        Path events = fs.root().resolve("kprobe_events");
        String event = "p" + ProcessHandle.current().pid() + "_" + NEXT.getAndIncrement();
        try {
            sweep(events);
            append(events, "r%d:%s/%s %s".formatted(maxActive, GROUP, event, function));
        } catch (IOException e) {
            return Optional.empty();
        }
        var made = fs.eventId(GROUP, event).map(id -> new LegacyKretprobe(events, event, id));
        if (made.isEmpty()) {
            remove(events, event);
        }
        return made;
    }

    @Override
    public void close() {
        remove(events, event);
    }

    private static void sweep(Path events) throws IOException {
        for (String line : Files.readAllLines(events)) {
            int at = line.indexOf(":" + GROUP + "/p");
            if (at >= 0) {
                String event = line.substring(at + GROUP.length() + 2, line.indexOf(' ', at));
                if (!Files.exists(Path.of("/proc", event.substring(1, event.indexOf('_'))))) {
                    remove(events, event);
                }
            }
        }
    }

    private static void remove(Path events, String event) {
        try {
            append(events, "-:" + GROUP + "/" + event);
        } catch (IOException e) {
            // Somebody else holds the event; the next sweep gets it.
        }
    }

    private static void append(Path events, String line) throws IOException {
        Files.writeString(events, line + "\n", StandardOpenOption.APPEND);
    }
}
