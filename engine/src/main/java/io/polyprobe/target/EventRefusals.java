package io.polyprobe.target;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;

/** What every target says where it cannot open or deliver events; see {@link EventStream}. */
public final class EventRefusals {
    private EventRefusals() {}

    /** The map has no events, or not for the reason given. */
    public static TargetException refused(BpfMap map, String why, String... hints) {
        return new TargetException(Diagnostic.error(
                "cannot open the events of the map '" + map.spec().name() + "': " + why, hints));
    }

    public static TargetException closed(BpfMap map) {
        return refused(map, "the stream of events is closed");
    }

    public static TargetException openAlready(BpfMap map) {
        return refused(map, "it is open already", "All of its events go to one callback.");
    }

    public static TargetException otherType(BpfMap map) {
        return refused(
                map,
                "maps of type " + map.spec().type() + " have no events",
                "Events come out of a PERF_EVENT_ARRAY (BPF_PERF_OUTPUT) or a RINGBUF (BPF_RINGBUF_OUTPUT).");
    }

    /** Makes sure that a ring can have so many pages. */
    public static void requirePowerOfTwo(BpfMap map, int pages) {
        if (Integer.bitCount(pages) != 1 || pages < 1) {
            throw refused(map, "a ring cannot have " + pages + " pages", "Ask for 1, 2, 4, 8 or another power of two.");
        }
    }

    /** A sink polls while it is called. */
    public static TargetException polledWhileDelivering() {
        return new TargetException(Diagnostic.error(
                "events cannot be polled for while one is being delivered",
                "Let the callback return first: it is called again for the next event."));
    }
}
