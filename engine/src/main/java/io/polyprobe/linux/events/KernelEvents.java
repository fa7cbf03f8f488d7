package io.polyprobe.linux.events;

import io.polyprobe.linux.map.KernelMap;
import io.polyprobe.linux.sys.Owner;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.EventRefusals;
import io.polyprobe.target.EventSink;
import io.polyprobe.target.EventStream;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The events of the kernel's rings, read where the kernel wrote them. While there are events, polling makes no system
 * call; else it sleeps in one that all rings, an interrupt and closing end.
 */
public final class KernelEvents implements EventStream {
    private final Owner owner = new Owner();
    private final Epoll epoll;
    private final Waiter waiter;
    private final Set<KernelMap> maps = new HashSet<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Replaced as a whole, so that a sink may open another map. */
    private List<Ring> rings = List.of();

    private boolean delivering;

    private KernelEvents() {
        try {
            this.epoll = Epoll.open();
            owner.own(epoll::close);
            this.waiter = new Waiter(epoll.fd());
            owner.own(waiter::close);
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    public static KernelEvents open() {
        return new KernelEvents();
    }

    @Override
    public synchronized void open(BpfMap map, int pages, int wakeupEvents, EventSink sink) {
        if (closed.get()) {
            throw EventRefusals.closed(map);
        }
        if (!(map instanceof KernelMap kernelMap)) {
            throw EventRefusals.refused(map, "it is not a map of the kernel");
        }
        if (maps.contains(kernelMap)) {
            throw EventRefusals.openAlready(map);
        }
        var opened = new Owner();
        try {
            var more = new ArrayList<>(rings);
            more.addAll(rings(kernelMap, pages, wakeupEvents, sink, opened));
            owner.own(opened::close);
            maps.add(kernelMap);
            rings = List.copyOf(more);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private List<Ring> rings(KernelMap map, int pages, int wakeupEvents, EventSink sink, Owner opened) {
        var arena = Arena.ofShared();
        opened.own(arena::close);
        return switch (map.spec().type()) {
            case PERF_EVENT_ARRAY -> {
                EventRefusals.requirePowerOfTwo(map, pages);
                yield new PerfBuffer(map, pages, wakeupEvents, sink, epoll).open(arena, opened);
            }
            case RINGBUF -> List.of(RingBuffer.open(map, epoll, sink, arena));
            default -> throw EventRefusals.otherType(map);
        };
    }

    @Override
    public int poll(Duration timeout) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            synchronized (this) {
                int count = consume();
                Duration left = timeout.minusNanos(System.nanoTime() - start);
                if (count > 0 || closed.get() || left.isNegative() || left.isZero()) {
                    return count;
                }
                waiter.await(left);
            }
        }
    }

    @Override
    public synchronized int consume() {
        if (delivering) {
            throw EventRefusals.polledWhileDelivering();
        }
        delivering = true;
        try {
            int count = 0;
            for (Ring ring : rings) {
                count += ring.deliver(closed);
            }
            return count;
        } finally {
            delivering = false;
            if (closed.get()) {
                release();
            }
        }
    }

    /** Ends the stream; a poll under way in another thread returns, a sink that closes it is the last that is called. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            waiter.wake();
            synchronized (this) {
                if (!delivering) {
                    release();
                }
            }
        }
    }

    private void release() {
        rings = List.of();
        owner.close();
    }
}
