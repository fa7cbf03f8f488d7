package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import io.polyprobe.target.EventSink;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code BPF_MAP_TYPE_RINGBUF} ({@code Documentation/bpf/ringbuf.rst}). Records are as far apart as on Linux, where a
 * header of 8 bytes is before each. Here what the headers say is kept elsewhere, out of reach of programs; and where
 * Linux maps its memory twice, so that no record wraps, here is twice as much memory.
 */
public final class RingBuffer extends Ring implements EventSource {
    private static final int ANY_CPU = 0;

    /** {@code BPF_RB_PROD_POS}. */
    private static final int PRODUCER = 3;

    private final MemorySegment memory;
    private final long mask;
    private final ArrayDeque<Reservation> records = new ArrayDeque<>();
    private final Map<Long, Reservation> busy = new HashMap<>();
    private long consumer;
    private long producer;

    private static final class Reservation {
        final MemorySegment bytes;
        final long end;
        boolean isBusy = true;
        boolean isDiscarded;

        Reservation(MemorySegment bytes, long end) {
            this.bytes = bytes;
            this.end = end;
        }
    }

    /** @param memory twice the declared size */
    RingBuffer(MapSpec spec, Identity identity, MemorySegment memory) {
        super(spec, identity);
        this.memory = memory;
        this.mask = spec.maxEntries() - 1L;
    }

    /** {@code bpf_ringbuf_reserve}: room for a record, or null where there is none. */
    public synchronized @Nullable MemorySegment reserve(long size) {
        long needed = (size + HEADER + 7) & ~7L;
        if (size < 0 || producer + needed - consumer > mask) {
            return null;
        }
        MemorySegment bytes = memory.asSlice((producer & mask) + HEADER, size);
        producer += needed;
        var reservation = new Reservation(bytes, producer);
        records.add(reservation);
        busy.put(bytes.address(), reservation);
        return bytes;
    }

    /** {@code bpf_ringbuf_submit} or {@code bpf_ringbuf_discard}; false where nothing is reserved at that address. */
    synchronized boolean commit(long address, boolean discarded) {
        Reservation reservation = busy.remove(address);
        if (reservation == null) {
            return false;
        }
        reservation.isBusy = false;
        reservation.isDiscarded = discarded;
        return true;
    }

    /** {@code bpf_ringbuf_query}. */
    public synchronized long query(long what) {
        return switch ((int) what) {
            case 0 -> producer - consumer; // BPF_RB_AVAIL_DATA
            case 1 -> spec().maxEntries(); // BPF_RB_RING_SIZE
            case 2 -> consumer; // BPF_RB_CONS_POS
            case PRODUCER -> producer;
            default -> 0;
        };
    }

    @Override
    public synchronized boolean wakes() {
        Reservation next = records.peek();
        return next != null && !next.isBusy;
    }

    @Override
    public int deliver(EventSink sink, BooleanSupplier stop) {
        int events = 0;
        long end = query(PRODUCER);
        while (!stop.getAsBoolean()) {
            Reservation record = next(end);
            if (record == null) {
                break;
            }
            try {
                if (!record.isDiscarded) {
                    events++;
                    sink.event(ANY_CPU, record.bytes.address(), (int) record.bytes.byteSize());
                }
            } finally {
                release(record);
            }
        }
        return events;
    }

    private synchronized @Nullable Reservation next(long end) {
        return consumer < end && wakes() ? records.remove() : null;
    }

    /** Its room is the programs' again. */
    private synchronized void release(Reservation record) {
        consumer = record.end;
    }
}
