package io.polyprobe.linux.events;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.polyprobe.linux.abi.PerfEvent;
import io.polyprobe.target.EventSink;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The ring of one CPU in a perf event array ({@code perf_event_open(2)}, "MMAP layout"). The kernel stores {@code
 * data_head} after a record is written, we store {@code data_tail} after it is read; records begin at multiples of 8, so
 * that a header is never torn apart while the bytes behind it may go on at the ring's beginning.
 */
final class PerfRing implements Ring {
    private static final VarHandle POSITION = JAVA_LONG.varHandle();

    /** A record's size has 16 bits. */
    static final int LARGEST_RECORD = 1 << 16;

    private final int cpu;
    private final MemorySegment page;
    private final MemorySegment records;
    private final MemorySegment scratch;
    private final EventSink sink;
    private long tail;

    /**
     * @param page the {@code struct perf_event_mmap_page}
     * @param records the memory behind it: a power of two
     * @param scratch room for one record, where one that wraps is put together
     */
    PerfRing(int cpu, MemorySegment page, MemorySegment records, MemorySegment scratch, EventSink sink) {
        this.cpu = cpu;
        this.page = page;
        this.records = records;
        this.scratch = scratch;
        this.sink = sink;
    }

    @Override
    public int deliver(AtomicBoolean stop) {
        long head = (long) POSITION.getAcquire(page, (long) PerfEvent.DATA_HEAD);
        int events = 0;
        while (tail != head && !stop.get()) {
            events += take();
        }
        return events;
    }

    /** Reads a record; says how many events were in it. */
    private int take() {
        long at = tail & (records.byteSize() - 1);
        int size = Short.toUnsignedInt(records.get(JAVA_SHORT, at + PerfEvent.RECORD_SIZE));
        boolean wraps = at + size > records.byteSize();
        MemorySegment memory = wraps ? together(at, size) : records;
        long start = wraps ? 0 : at;
        tail += size;
        try {
            return switch (memory.get(JAVA_INT, start)) {
                case PerfEvent.RECORD_SAMPLE -> {
                    sink.event(
                            cpu,
                            memory.address() + start + PerfEvent.RAW_DATA,
                            memory.get(JAVA_INT, start + PerfEvent.RAW_SIZE));
                    yield 1;
                }
                case PerfEvent.RECORD_LOST -> {
                    sink.lost(cpu, memory.get(JAVA_LONG, start + PerfEvent.LOST_COUNT));
                    yield 0;
                }
                default -> 0;
            };
        } finally {
            POSITION.setRelease(page, (long) PerfEvent.DATA_TAIL, tail);
        }
    }

    private MemorySegment together(long at, int size) {
        long first = records.byteSize() - at;
        MemorySegment.copy(records, at, scratch, 0, first);
        MemorySegment.copy(records, 0, scratch, first, size - first);
        return scratch;
    }
}
