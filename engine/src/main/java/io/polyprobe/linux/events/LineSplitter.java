package io.polyprobe.linux.events;

import io.polyprobe.target.TraceLine;
import java.io.ByteArrayOutputStream;
import java.util.Queue;

/** Cuts a stream of bytes into lines, whatever pieces it comes in. */
final class LineSplitter {
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

    /** Takes the next bytes and adds the lines they complete to {@code lines}. */
    void add(byte[] bytes, Queue<TraceLine> lines) {
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                partial.write(bytes, start, i - start);
                lines.add(new TraceLine(partial.toByteArray()));
                partial.reset();
                start = i + 1;
            }
        }
        partial.write(bytes, start, bytes.length - start);
    }

    /** Forgets the beginning of a line. */
    void reset() {
        partial.reset();
    }
}
