package io.polyprobe.vm.map;

import io.polyprobe.object.MapSpec;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** {@code BPF_MAP_TYPE_PERF_EVENT_ARRAY}: a ring for each CPU once a stream of events listens. */
public final class EventArray extends VmMap {
    private final AtomicReferenceArray<@Nullable PerfRing> rings;

    EventArray(MapSpec spec, Identity identity) {
        super(spec, identity);
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

    /** Descriptors of perf events, of which the virtual kernel has none: its rings come by {@link #listen}. */
    @Override
    int update(long key, long value, long flags) {
        if (flags != 0) {
            return Errno.EINVAL.result();
        }
        return Indices.at(key) < rings.length() ? Errno.EBADF.result() : Errno.E2BIG.result();
    }

    @Override
    int lookup(long key, long value, long flags) {
        return Errno.ENOTSUPP.result();
    }

    @Override
    int delete(long key) {
        if (Indices.at(key) >= rings.length()) {
            return Errno.E2BIG.result();
        }
        return rings.getAndSet((int) Indices.at(key), null) == null ? Errno.ENOENT.result() : 0;
    }

    @Override
    int nextKey(long key, long next) {
        return Indices.next(key, next, rings.length());
    }
}
