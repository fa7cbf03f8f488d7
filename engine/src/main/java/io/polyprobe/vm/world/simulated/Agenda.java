package io.polyprobe.vm.world.simulated;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What is to happen when: by time, and at the same time in the order of planning. */
final class Agenda {
    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::time).thenComparingLong(Entry::order));

    private long planned;

    private record Entry(long time, long order, Runnable action) {}

    void at(long time, Runnable action) {
        entries.add(new Entry(time, planned++, action));
    }

    /** {@link Long#MAX_VALUE} where nothing is planned. */
    long next() {
        Entry first = entries.peek();
        return first == null ? Long.MAX_VALUE : first.time();
    }

    void runNext(Clock clock) {
        Entry first = entries.remove();
        clock.advance(first.time());
        first.action().run();
    }
}
