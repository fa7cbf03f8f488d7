package io.polyprobe.vm.map;

import io.polyprobe.target.EventSink;
import java.util.function.BooleanSupplier;

/** Where programs leave events for user space. */
public sealed interface EventSource permits PerfRing, RingBuffer {
    /** Whether one who waits is to be woken. */
    boolean wakes();

    /**
     * Hands a sink what was there when it was called. An event is gone when the sink has returned or thrown.
     *
     * @param stop ends it after the event at hand once it is true
     * @return how many events that were
     */
    int deliver(EventSink sink, BooleanSupplier stop);
}
