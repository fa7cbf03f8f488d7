package io.polyprobe.vm;

import io.polyprobe.target.TraceLine;
import io.polyprobe.target.TraceStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One reader of the trace buffer. */
final class VmTrace implements TraceStream {
    /** How many lines are kept for a script that does not read; then the oldest go, as on Linux. */
    private static final int ROOM = 1 << 16;

    private final VmTarget target;
    private final TraceBuffer buffer;
    private final ArrayDeque<byte[]> lines = new ArrayDeque<>();
    private long lost;
    private volatile boolean closed;

    VmTrace(VmTarget target, TraceBuffer buffer) {
        this.target = target;
        this.buffer = buffer;
        buffer.open(this);
    }

    void offer(byte[] line) {
        if (lines.size() == ROOM) {
            lines.remove();
            lost++;
        }
        lines.add(line);
    }

    @Override
    public @Nullable TraceLine read(Duration timeout) throws InterruptedException {
        if (closed) {
            return null;
        }
        target.pass(timeout, () -> !lines.isEmpty());
        if (lost > 0) {
            String notice = "CPU:0 [LOST %d EVENTS]".formatted(lost);
            lost = 0;
            return new TraceLine(notice.getBytes(StandardCharsets.US_ASCII));
        }
        byte[] line = lines.poll();
        return line == null ? null : new TraceLine(line);
    }

    @Override
    public void close() {
        closed = true;
        buffer.close(this);
    }
}
