package io.polyprobe.target;

import java.util.Optional;

/**
 * One line of {@code trace_pipe}, without its line feed.
 *
 * @param text bytes as the kernel printed them
 */
public record TraceLine(byte[] text) {
    /** The line's fields; nothing where it has none, such as the kernel's notes on lost events. */
    public Optional<TraceFields> fields() {
        return TraceFields.of(text);
    }
}
