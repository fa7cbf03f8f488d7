package io.polyprobe.target;

import java.time.Duration;

/**
 * The events of perf event arrays and ring buffers, delivered to the thread that polls. An exception that a sink throws
 * ends the poll and reaches its caller; that event counts as delivered, those behind it come with the next poll.
 *
 * <p>What an object has left in its rings is still delivered when the object is closed; closing the stream drops what is
 * undelivered. One thread polls; another may only {@link #close}. A sink may open maps and close the stream, but not
 * poll.
 */
public interface EventStream extends AutoCloseable {
    /**
     * Adds a map: a {@code PERF_EVENT_ARRAY} gets a ring for each online CPU, a {@code RINGBUF} is mapped.
     *
     * @param pages memory pages of each CPU's ring, a power of two; a ring buffer has its own size
     * @param wakeupEvents after how many events a waiting poll wakes, at least 1
     * @throws io.polyprobe.diag.TargetException where the map is of another type, already open, or the memory refused
     */
    void open(BpfMap map, int pages, int wakeupEvents, EventSink sink);

    /**
     * Delivers all events that are there, waiting at most {@code timeout} for the first.
     *
     * @return how many were delivered; 0 after the time is up, and at once where the stream is closed, also by another
     *     thread meanwhile
     * @throws InterruptedException where the thread is interrupted while it waits
     * @throws WorldEndedException where no event will ever come: the virtual kernel's world has ended
     */
    int poll(Duration timeout) throws InterruptedException;

    /** Delivers what is there without waiting. */
    int consume();

    @Override
    void close();
}
