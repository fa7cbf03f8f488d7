package io.polyprobe.linux.abi;

/**
 * {@code include/uapi/linux/perf_event.h}: {@code struct perf_event_attr}, the requests of {@code perf_event_open(2)},
 * and the ring that it maps: {@code struct perf_event_mmap_page} and the records behind it.
 */
public final class PerfEvent {
    /** {@code PERF_ATTR_SIZE_VER5}. */
    public static final int ATTR_SIZE = 112;

    public static final int TYPE = 0;
    public static final int SIZE = 4;
    public static final int CONFIG = 8;
    public static final int SAMPLE_PERIOD = 16;
    public static final int SAMPLE_TYPE = 24;

    /** {@code sample_freq}, where {@link #FREQ} is set. */
    public static final int SAMPLE_FREQ = 16;

    /** The bits that follow {@code read_format}. */
    public static final int FLAGS = 40;

    public static final int WAKEUP_EVENTS = 48;
    public static final int KPROBE_FUNC = 56;
    public static final int UPROBE_PATH = 56;
    public static final int PROBE_OFFSET = 64;

    /** Bits of {@link #FLAGS}. */
    public static final long DISABLED = 1L;

    public static final long INHERIT = 1L << 1;

    public static final long FREQ = 1L << 10;
    public static final long INHERIT_THREAD = 1L << 35;

    public static final int TYPE_HARDWARE = 0;
    public static final int TYPE_SOFTWARE = 1;
    public static final int TYPE_TRACEPOINT = 2;

    public static final int COUNT_SW_BPF_OUTPUT = 10;
    public static final long SAMPLE_RAW = 1 << 10;

    public static final long FLAG_FD_CLOEXEC = 8;

    /** {@code _IO('$', 0)}. */
    public static final long IOC_ENABLE = 0x2400;

    /** {@code _IOW('$', 8, __u32)}. */
    public static final long IOC_SET_BPF = 0x40042408;

    /** Where the kernel has written up to, and the reader read up to: bytes since the ring was mapped. */
    public static final int DATA_HEAD = 1024;

    public static final int DATA_TAIL = 1032;

    /** In a {@code struct perf_event_header}, which begins with the type: 2 bytes with the size of the whole record. */
    public static final int RECORD_SIZE = 6;

    public static final int RECORD_LOST = 2;
    public static final int RECORD_SAMPLE = 9;

    /** In a {@code PERF_RECORD_LOST}: how many records had no room. */
    public static final int LOST_COUNT = 16;

    /** In a {@code PERF_RECORD_SAMPLE} of {@link #SAMPLE_RAW} alone: the size of the bytes and the bytes. */
    public static final int RAW_SIZE = 8;

    public static final int RAW_DATA = 12;

    private PerfEvent() {}
}
