package io.polyprobe.linux.events;

import static io.polyprobe.linux.abi.RingBuffer.BUSY;
import static io.polyprobe.linux.abi.RingBuffer.DISCARD;
import static io.polyprobe.linux.abi.RingBuffer.HEADER_SIZE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.abi.Files;
import io.polyprobe.linux.map.KernelMap;
import io.polyprobe.linux.sys.Mapping;
import io.polyprobe.target.EventSink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A ring buffer that all CPUs share ({@code Documentation/bpf/ringbuf.rst}). Records come in the order in which they were
 * reserved: one that its program still writes holds up those behind it.
 */
final class RingBuffer implements Ring {
    private static final VarHandle POSITION = JAVA_LONG.varHandle();
    private static final VarHandle HEADER = JAVA_INT.varHandle();
    private static final int ANY_CPU = 0;

    private final MemorySegment consumer;
    private final MemorySegment producers;
    private final MemorySegment records;
    private final long mask;
    private final EventSink sink;
    private long position;

    private RingBuffer(
            MemorySegment consumer, MemorySegment producers, MemorySegment records, long size, EventSink sink) {
        this.consumer = consumer;
        this.producers = producers;
        this.records = records;
        this.mask = size - 1;
        this.sink = sink;
        this.position = (long) POSITION.getAcquire(consumer, 0L);
    }

    /** Maps a ring buffer until the arena is closed; reading goes on where its last reader stopped. */
    static RingBuffer open(KernelMap map, Epoll epoll, EventSink sink, Arena arena) {
        int page = Mapping.pageSize();
        long size = Integer.toUnsignedLong(map.spec().maxEntries());
        synchronized (map) { // so that nobody closes it meanwhile
            MemorySegment consumer = map(arena, map, 0, page, Files.PROT_READ | Files.PROT_WRITE);
            MemorySegment rest = map(arena, map, page, page + 2 * size, Files.PROT_READ);
            epoll.add(map.fd());
            return new RingBuffer(consumer, rest.asSlice(0, page), rest.asSlice(page), size, sink);
        }
    }

    private static MemorySegment map(Arena arena, KernelMap map, long offset, long size, int protection) {
        return Mapping.map(
                arena,
                map.fd(),
                offset,
                size,
                protection,
                result -> new TargetException(Diagnostic.error("the memory of the map '"
                        + map.spec().name() + "' cannot be mapped: " + Errno.describe(result))));
    }

    @Override
    public int deliver(AtomicBoolean stop) {
        long end = (long) POSITION.getAcquire(producers, 0L);
        int events = 0;
        while (position < end && !stop.get()) {
            long at = position & mask;
            int header = (int) HEADER.getAcquire(records, at);
            if ((header & BUSY) != 0) {
                break;
            }
            events += take(at, header);
        }
        return events;
    }

    /** Reads a record; says how many events were in it. */
    private int take(long at, int header) {
        int size = header & ~DISCARD;
        position += (HEADER_SIZE + size + 7L) & ~7L;
        try {
            if ((header & DISCARD) != 0) {
                return 0;
            }
            sink.event(ANY_CPU, records.address() + at + HEADER_SIZE, size);
            return 1;
        } finally {
            POSITION.setRelease(consumer, 0L, position);
        }
    }
}
