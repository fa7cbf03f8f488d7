package io.polyprobe.linux.events;

import java.util.concurrent.atomic.AtomicBoolean;

/** A ring of records that the kernel writes and this process reads in mapped memory. */
sealed interface Ring permits PerfRing, RingBuffer {
    /**
     * Hands the sink what was there when it was called. A record is given back to the kernel when the sink has returned
     * or thrown.
     *
     * @param stop ends it after the record at hand once it is true
     * @return how many events that were
     */
    int deliver(AtomicBoolean stop);
}
