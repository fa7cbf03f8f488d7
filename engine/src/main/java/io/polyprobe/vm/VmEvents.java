package io.polyprobe.vm;

import io.polyprobe.target.BpfMap;
import io.polyprobe.target.EventRefusals;
import io.polyprobe.target.EventSink;
import io.polyprobe.target.EventStream;
import io.polyprobe.target.WorldEndedException;
import io.polyprobe.vm.map.EventArray;
import io.polyprobe.vm.map.EventSource;
import io.polyprobe.vm.map.MapDescriptor;
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
            throw EventRefusals.closed(map);
        }
        if (maps.contains(map)) {
            throw EventRefusals.openAlready(map);
        }
        switch (map instanceof MapDescriptor descriptor ? descriptor.map() : null) {
            case EventArray array -> listen(map, array, pages, wakeupEvents, sink);
            case RingBuffer ring -> add(ring, sink);
            case null, default -> throw EventRefusals.otherType(map);
        }
        maps.add(map);
    }

    private void listen(BpfMap map, EventArray array, int pages, int wakeupEvents, EventSink sink) {
        EventRefusals.requirePowerOfTwo(map, pages);
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

    @Override
    public int poll(Duration timeout) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        int count = consume();
        if (count == 0 && !closed) {
            try {
                target.pass(timeout, this::isOver);
            } catch (WorldEndedException ended) {
                return last(ended);
            }
            count = consume();
        }
        return count;
    }

    /** What came before the end, though less than whoever waits for a batch was to be woken for. */
    private int last(WorldEndedException ended) {
        int count = consume();
        if (count == 0) {
            throw ended;
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
            throw EventRefusals.polledWhileDelivering();
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
