package io.polyprobe.vm.map;

import io.polyprobe.target.EventSink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;

/**
 * One CPU's ring in a perf event array. It has room for as much as on Linux, whose records have a header and are padded
 * ({@code perf_event_open(2)}), and tells of what it lost as Linux does: before the next event that finds room.
 */
public final class PerfRing implements EventSource {
    /** Linux' record: type, flags and sizes before the bytes, all of it in multiples of 8. */
    private static final int HEADER = 12;

    /** A {@code PERF_RECORD_LOST}. */
    private static final int LOST = 24;

    /** A record's size has 16 bits. */
    private static final int LARGEST = (1 << 16) - HEADER;

    private final int cpu;
    private final int wakeupEvents;
    private final long size;
    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private final MemorySegment scratch = Arena.ofAuto().allocate(1 << 16, Long.BYTES);
    private long used;
    private long lost;

    private sealed interface Item {
        int size();

        record Event(byte[] bytes, int size) implements Item {}

        record Loss(long count, int size) implements Item {}
    }

    /**
     * @param size in bytes
     * @param wakeupEvents how many events wake one who waits
     */
    public PerfRing(int cpu, long size, int wakeupEvents) {
        this.cpu = cpu;
        this.size = size;
        this.wakeupEvents = wakeupEvents;
    }

    /** 0 or a negative errno. */
    int add(byte[] bytes) {
        if (bytes.length > LARGEST) {
            return Errno.E2BIG.result();
        }
        int needed = (bytes.length + HEADER + 7) & ~7;
        int notice = lost == 0 ? 0 : LOST;
        if (used + needed + notice > size) {
            lost++;
            return Errno.ENOSPC.result();
        }
        if (lost > 0) {
            items.add(new Item.Loss(lost, LOST));
            lost = 0;
        }
        items.add(new Item.Event(bytes, needed));
        used += needed + notice;
        return 0;
    }

    @Override
    public boolean wakes() {
        return items.size() >= wakeupEvents;
    }

    @Override
    public int deliver(EventSink sink, BooleanSupplier stop) {
        int events = 0;
        for (int left = items.size(); left > 0 && !stop.getAsBoolean(); left--) {
            Item item = items.remove();
            used -= item.size();
            switch (item) {
                case Item.Loss(long count, int _) -> sink.lost(cpu, count);
                case Item.Event(byte[] bytes, int padded) -> {
                    scratch.asSlice(0, padded).fill((byte) 0);
                    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, scratch, 0, bytes.length);
                    events++;
                    sink.event(cpu, scratch.address(), padded - HEADER);
                }
            }
        }
        return events;
    }
}
