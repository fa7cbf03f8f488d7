package io.polyprobe.target;

/** Takes what a perf event array or a ring buffer delivers. */
public interface EventSink {
    /**
     * One event. Its bytes are valid only until the call returns: in the kernel they are the mapped ring itself.
     *
     * @param cpu the CPU whose ring it came from; 0 for a ring buffer, which all CPUs share
     * @param address where the event begins in this process's memory
     * @param size in bytes, as the program gave it (a perf event's may be padded up to a multiple of 8 less 4)
     */
    void event(int cpu, long address, int size);

    /** So many events had no room in a CPU's ring. A ring buffer loses nothing silently: the program is told instead. */
    void lost(int cpu, long count);
}
