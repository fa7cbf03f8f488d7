package io.polyprobe.vm;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.EventSink;
import io.polyprobe.target.EventStream;
import io.polyprobe.vm.map.EventArray;
import io.polyprobe.vm.map.EventSource;
import io.polyprobe.vm.map.PerfRing;
import io.polyprobe.vm.map.RingBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The events of the virtual kernel's maps; while a script polls for them, virtual time passes. */
final class VmEvents implements EventStream {
    private static final int PAGE = 4096;

    private record Listener(EventSource source, EventSink sink) {}

    private final VmTarget target;
    private final Set<BpfMap> maps = new HashSet<>();
    private final List<Runnable> detach = new ArrayList<>();

    /** Replaced as a whole, so that a sink may open another map. */
    private List<Listener> listeners = List.of();

    private boolean delivering;
    private volatile boolean closed;

    VmEvents(VmTarget target) {
        this.target = target;
    }

    @Override
    public void open(BpfMap map, int pages, int wakeupEvents, EventSink sink) {
        if (closed) {
            throw refused(map, "the stream of events is closed");
        }
        if (maps.contains(map)) {
            throw refused(map, "it is open already", "All of its events go to one callback.");
        }
        switch (map) {
            case EventArray array -> listen(array, pages, wakeupEvents, sink);
            case RingBuffer ring -> add(ring, sink);
            default ->
                throw refused(
                        map,
                        "maps of type " + map.spec().type() + " have no events",
                        "Events come out of a PERF_EVENT_ARRAY (BPF_PERF_OUTPUT) or a RINGBUF (BPF_RINGBUF_OUTPUT).");
        }
        maps.add(map);
    }

    private void listen(EventArray array, int pages, int wakeupEvents, EventSink sink) {
        if (Integer.bitCount(pages) != 1 || pages < 1) {
            throw refused(
                    array,
                    "a ring cannot have %d pages".formatted(pages),
                    "Ask for 1, 2, 4, 8 or another power of two.");
        }
        for (int cpu = 0; cpu < target.types().onlineCpus(); cpu++) {
            int number = cpu;
            var ring = new PerfRing(cpu, (long) pages * PAGE, Math.max(1, wakeupEvents));
            array.listen(cpu, ring);
            detach.add(() -> array.listen(number, null));
            add(ring, sink);
        }
    }

    private void add(EventSource source, EventSink sink) {
        var more = new ArrayList<>(listeners);
        more.add(new Listener(source, sink));
        listeners = List.copyOf(more);
    }

    private static TargetException refused(BpfMap map, String why, String... hints) {
        return new TargetException(Diagnostic.error(
                "cannot open the events of the map '%s': %s"
                        .formatted(map.spec().name(), why),
                hints));
    }

    @Override
    public int poll(Duration timeout) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        int count = consume();
        if (count == 0 && !closed) {
            target.pass(timeout, this::isOver);
            count = consume();
        }
        return count;
    }

    /** Whether a wait is. */
    private boolean isOver() {
        return closed
                || listeners.stream().anyMatch(listener -> listener.source().wakes());
    }

    @Override
    public int consume() {
        if (delivering) {
            throw new TargetException(Diagnostic.error(
                    "events cannot be polled for while one is being delivered",
                    "Let the callback return first: it is called again for the next event."));
        }
        delivering = true;
        try {
            int count = 0;
            for (Listener listener : listeners) {
                count += listener.source().deliver(listener.sink(), () -> closed);
            }
            return count;
        } finally {
            delivering = false;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            detach.forEach(Runnable::run);
        }
    }
}
