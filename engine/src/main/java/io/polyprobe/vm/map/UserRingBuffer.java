package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongPredicate;

/**
 * {@code BPF_MAP_TYPE_USER_RINGBUF}: samples that user space leaves for programs. They are as far apart as on Linux, where
 * a header of 8 bytes is before each, and there is twice as much memory as declared, so that none wraps.
 */
public final class UserRingBuffer extends Ring {
    /** {@code BPF_MAX_USER_RINGBUF_SAMPLES}: the most that are handed out in one go. */
    private static final int MOST_SAMPLES = 128 << 10;

    private final Block records;
    private final Block pointer;
    private final AtomicBoolean busy = new AtomicBoolean();
    private long consumer;
    private long producer;

    /**
     * @param records twice the declared size
     * @param pointer room for what a program gets to see a sample by
     */
    UserRingBuffer(MapSpec spec, Identity identity, Block records, Block pointer) {
        super(spec, identity);
        this.records = records;
        this.pointer = pointer;
    }

    /** Leaves a sample; false where there is no room for it now. */
    synchronized boolean submit(byte[] sample) {
        if (advance(sample.length) > spec().maxEntries() - (producer - consumer)) {
            return false;
        }
        Raw.setInt(place(producer), sample.length);
        Raw.set(place(producer) + HEADER, sample);
        producer += advance(sample.length);
        return true;
    }

    private static long advance(int size) {
        return Values.round(HEADER + size);
    }

    private long place(long position) {
        return records.address() + (position & spec().maxEntries() - 1);
    }

    /**
     * {@code bpf_user_ringbuf_drain}: hands out samples in their order, which are gone then.
     *
     * @param program gets the address of a dynptr and says whether to stop
     * @return how many, or {@code -EBUSY} where that is under way
     */
    public int drain(LongPredicate program) {
        if (!busy.compareAndSet(false, true)) {
            return Errno.EBUSY.result();
        }
        try {
            int samples = 0;
            boolean stop = false;
            while (!stop && samples < MOST_SAMPLES && isAny()) {
                int size = Raw.getInt(place(consumer));
                Dynptr.set(pointer.address(), place(consumer) + HEADER, size);
                try {
                    stop = program.test(pointer.address());
                } finally {
                    release(size);
                }
                samples++;
            }
            return samples;
        } finally {
            busy.set(false);
        }
    }

    private synchronized boolean isAny() {
        return consumer < producer;
    }

    private synchronized void release(int size) {
        consumer += advance(size);
    }
}
