package io.polyprobe.linux.abi;

/**
 * The memory of a {@code BPF_MAP_TYPE_RINGBUF} ({@code Documentation/bpf/ringbuf.rst}): a page with the consumer's
 * position, a page with the producers', and the records, which are mapped twice in a row so that none wraps.
 */
public final class RingBuffer {
    /** Bytes before a record: its length and two flags in the first four. */
    public static final int HEADER_SIZE = 8;

    /** {@code BPF_RINGBUF_BUSY_BIT}: reserved, not yet submitted. */
    public static final int BUSY = 1 << 31;

    /** {@code BPF_RINGBUF_DISCARD_BIT}: given up, to be skipped. */
    public static final int DISCARD = 1 << 30;

    private RingBuffer() {}
}
