package io.polyprobe.linux.abi;

/** {@code include/uapi/linux/perf_event.h}: {@code struct perf_event_attr} and the requests of {@code perf_event_open(2)}. */
public final class PerfEvent {
    /** {@code PERF_ATTR_SIZE_VER5}. */
    public static final int ATTR_SIZE = 112;

    public static final int TYPE = 0;
    public static final int SIZE = 4;
    public static final int CONFIG = 8;
    public static final int SAMPLE_PERIOD = 16;
    /** {@code sample_freq}, where {@link #FREQ} is set. */
    public static final int SAMPLE_FREQ = 16;

    /** The bits that follow {@code read_format}. */
    public static final int FLAGS = 40;

    public static final int WAKEUP_EVENTS = 48;
    public static final int KPROBE_FUNC = 56;
    public static final int UPROBE_PATH = 56;
    public static final int PROBE_OFFSET = 64;

    /** Bits of {@link #FLAGS}. */
    public static final long INHERIT = 1L << 1;

    public static final long FREQ = 1L << 10;
    public static final long INHERIT_THREAD = 1L << 35;

    public static final int TYPE_HARDWARE = 0;
    public static final int TYPE_SOFTWARE = 1;
    public static final int TYPE_TRACEPOINT = 2;

    public static final long FLAG_FD_CLOEXEC = 8;

    /** {@code _IO('$', 0)}. */
    public static final long IOC_ENABLE = 0x2400;

    /** {@code _IOW('$', 8, __u32)}. */
    public static final long IOC_SET_BPF = 0x40042408;

    private PerfEvent() {}
}
