package io.polyprobe.polyglot.script;

import io.polyprobe.target.BpfMap;
import io.polyprobe.target.EventSink;
import io.polyprobe.target.EventStream;
import io.polyprobe.target.WorldEndedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Three tasks, one with each poll, then five that are lost; then a virtual world ends and a kernel has no more. */
final class FakeEvents implements EventStream {
    private static final int TASKS = 3;
    private static final int SIZE = 24;

    private final boolean ends;
    private final List<EventSink> sinks = new ArrayList<>();
    private int delivered;

    FakeEvents(boolean ends) {
        this.ends = ends;
    }

    @Override
    public void open(BpfMap map, int pages, int wakeupEvents, EventSink sink) {
        sinks.add(sink);
    }

    @Override
    public int poll(Duration timeout) throws InterruptedException {
        int count = consume();
        if (count == 0 && ends) {
            throw new WorldEndedException();
        }
        if (count == 0) {
            Thread.sleep(timeout);
        }
        return count;
    }

    @Override
    public int consume() {
        if (sinks.isEmpty() || delivered > TASKS) {
            return 0;
        }
        if (delivered++ == TASKS) {
            sinks.forEach(sink -> sink.lost(1, 5));
            return 1;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = arena.allocate(SIZE, Long.BYTES);
            event.set(ValueLayout.JAVA_INT, 0, 100 + delivered);
            event.setString(4, "caf\u00e9", StandardCharsets.UTF_8);
            event.set(ValueLayout.JAVA_INT, 20, -1);
            sinks.forEach(sink -> sink.event(1, event.address(), SIZE));
        }
        return 1;
    }

    @Override
    public void close() {}
}
