package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** {@code BPF_MAP_TYPE_PERF_EVENT_ARRAY}: a ring for each CPU once a stream of events listens. */
public final class EventArray extends VmMap {
    /** What a program writes runs on one thread; closing a stream may come from another. */
    private final AtomicReferenceArray<@Nullable PerfRing> rings;

    EventArray(MapSpec spec, Place place) {
        super(spec, place);
        this.rings = new AtomicReferenceArray<>(spec.maxEntries());
    }

    /** Gives a CPU's slot a ring, or takes it away with null. */
    public void listen(int cpu, @Nullable PerfRing ring) {
        if (cpu < rings.length()) {
            rings.set(cpu, ring);
        }
    }

    /**
     * {@code bpf_perf_event_output}: 0 or a negative errno.
     *
     * @param cpu where the program runs: it reaches no other's ring
     */
    public int output(long index, int cpu, byte[] event) {
        if (index >= rings.length()) {
            return Errno.E2BIG.result();
        }
        PerfRing ring = rings.get((int) index);
        if (ring == null) {
            return Errno.ENOENT.result();
        }
        return index == cpu ? ring.add(event) : Errno.EOPNOTSUPP.result();
    }

    @Override
    public byte @Nullable [] nextKey(byte @Nullable [] key) {
        requireReadable(key, "next key");
        return Indices.after(key, rings.length());
    }
}
