package io.polyprobe.linux.events;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.sys.SystemCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * tracefs, the kernel's tracing files ({@code Documentation/trace/ftrace.rst}).
 *
 * @param root where it is mounted
 */
public record TraceFs(Path root) {
    private static final Path OWN_PLACE = Path.of("/sys/kernel/tracing");
    private static final List<Path> PLACES = List.of(OWN_PLACE, Path.of("/sys/kernel/debug/tracing"));

    /**
     * Finds tracefs, or mounts it where that is possible.
     *
     * @throws TargetException where there is none, with the reason
     */
    public static TraceFs find() {
        for (Path place : PLACES) {
            if (Files.isReadable(place.resolve("trace_pipe"))) {
                return new TraceFs(place);
            }
        }
        long result = SystemCalls.mount("tracefs", OWN_PLACE.toString());
        if (result >= 0 && Files.isReadable(OWN_PLACE.resolve("trace_pipe"))) {
            return new TraceFs(OWN_PLACE);
        }
        throw missing(result);
    }

    private static TargetException missing(long result) {
        if (SystemCalls.effectiveUser() != 0) {
            return new TargetException(Diagnostic.error(
                    "tracefs cannot be read: " + Errno.describe(result),
                    "Tracepoints, kprobes and trace lines need root: run it with sudo."));
        }
        return new TargetException(Diagnostic.error(
                "there is no tracefs: mounting it at " + OWN_PLACE + " gives " + Errno.describe(result),
                "The kernel needs CONFIG_FTRACE; in a container, mount it from outside (-v /sys/kernel/tracing) or run"
                        + " privileged."));
    }

    /** The id that {@code perf_event_open(2)} takes for a tracepoint. */
    public Optional<Integer> eventId(String category, String name) {
        return text(event(category, name).resolve("id")).map(text -> Integer.parseInt(text.strip()));
    }

    /** The format file of a tracepoint. */
    public Optional<String> format(String category, String name) {
        return text(event(category, name).resolve("format"));
    }

    /** All tracepoints as {@code category:name}, sorted. */
    public Stream<String> events() {
        return text(root.resolve("available_events")).stream()
                .flatMap(String::lines)
                .sorted();
    }

    /**
     * Lets the lines of {@code bpf_trace_printk} into the ring buffer. Loading a program that prints does so as well, but
     * only this file makes the kernel give the buffer its full size: until somebody writes to it, it holds 7 KiB and
     * loses lines.
     */
    void enablePrinting() throws IOException {
        Files.writeString(event("bpf_trace", "bpf_trace_printk").resolve("enable"), "1");
    }

    private Path event(String category, String name) {
        return root.resolve("events").resolve(category).resolve(name);
    }

    /** A file's text, or nothing where it is not there or must not be read. */
    public Optional<String> text(String file) {
        return text(root.resolve(file));
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
