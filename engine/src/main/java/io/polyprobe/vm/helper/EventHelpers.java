package io.polyprobe.vm.helper;

import io.polyprobe.prototype.Prototypes;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.HelperFault;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.map.EventArray;
import io.polyprobe.vm.map.Maps;
import io.polyprobe.vm.map.RingBuffer;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.packet.Packet;
import io.polyprobe.vm.packet.Packets;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;

/** Helpers that send events to user space ({@code bpf-helpers(7)}). */
final class EventHelpers {
    /** {@code BPF_F_CURRENT_CPU}, and the bits of the flags that hold an index. */
    private static final long INDEX = 0xffff_ffffL;

    /** {@code BPF_F_CTXLEN_MASK}: how many bytes of the packet are to follow the data. */
    private static final long PACKET_BYTES = 0xf_ffffL << 32;

    /** {@code BPF_RB_NO_WAKEUP} and {@code BPF_RB_FORCE_WAKEUP}: without effect, who waits sees all there is. */
    private static final long WAKEUP = 3;

    /** {@code struct bpf_perf_event_value}. */
    private static final long COUNTER = 24;

    private final MapArguments maps;
    private final Maps pool;
    private final Packets packets;
    private final Moment moment;

    EventHelpers(Maps pool, Packets packets, Moment moment) {
        this.packets = packets;
        this.maps = new MapArguments(pool);
        this.pool = pool;
        this.moment = moment;
    }

    Map<Integer, Helper> table() {
        return Map.of(
                22,
                (_, map, flags, _, _, _) -> counter(map, flags, 22),
                55,
                this::counterValue,
                25,
                this::perfEventOutput,
                130,
                this::output,
                131,
                this::reserve,
                132,
                (_, data, _, _, _, _) -> commit(132, data, false),
                133,
                (_, data, _, _, _, _) -> commit(133, data, true),
                134,
                (_, map, what, _, _, _) -> ring(map, 134).query(what));
    }

    /** No counter is open: there are none in the virtual kernel. */
    private long counter(long map, long flags, int helper) {
        EventArray events = maps.of(EventArray.class, map, helper);
        if ((flags & ~INDEX) != 0) {
            return Errno.EINVAL.result();
        }
        long index = flags == INDEX ? moment.cpu() : flags;
        return index < events.spec().maxEntries() ? Errno.ENOENT.result() : Errno.E2BIG.result();
    }

    private long counterValue(Invocation call, long map, long flags, long value, long size, long r5) {
        call.memory().slice(value, size & 0xffff_ffffL, Access.READ_WRITE).fill((byte) 0);
        return size == COUNTER ? counter(map, flags, 55) : Errno.EINVAL.result();
    }

    private long perfEventOutput(Invocation call, long context, long map, long flags, long data, long size) {
        EventArray events = maps.of(EventArray.class, map, 25);
        Packet packet = packets.find(context);
        if ((flags & ~(packet == null ? INDEX : INDEX | PACKET_BYTES)) != 0) {
            return Errno.EINVAL.result();
        }
        byte[] bytes = MapArguments.bytes(call, data, size);
        if (packet != null) {
            int more = (int) (flags >>> Integer.SIZE);
            if (more > packet.length()) {
                return Errno.EFAULT.result();
            }
            bytes = Arrays.copyOf(bytes, bytes.length + more);
            MemorySegment.copy(packet.bytes(), ValueLayout.JAVA_BYTE, 0, bytes, bytes.length - more, more);
        }
        long index = (flags & INDEX) == INDEX ? moment.cpu() : flags & INDEX;
        return events.output(index, moment.cpu(), bytes);
    }

    private long output(Invocation call, long map, long data, long size, long flags, long r5) {
        if ((flags & ~WAKEUP) != 0) {
            return Errno.EINVAL.result();
        }
        RingBuffer ring = ring(map, 130);
        byte[] bytes = MapArguments.bytes(call, data, size);
        MemorySegment room = ring.reserve(size);
        if (room == null) {
            return Errno.EAGAIN.result();
        }
        room.copyFrom(MemorySegment.ofArray(bytes));
        return commit(130, room.address(), false);
    }

    private long reserve(Invocation call, long map, long size, long flags, long r4, long r5) {
        MemorySegment room = flags == 0 ? ring(map, 131).reserve(size) : null;
        return room == null ? 0 : room.address();
    }

    private long commit(int helper, long address, boolean discarded) {
        if (!pool.commit(address, discarded)) {
            throw new HelperFault("%s got 0x%x, where nothing is reserved".formatted(Prototypes.name(helper), address));
        }
        return 0;
    }

    private RingBuffer ring(long map, int helper) {
        return maps.of(RingBuffer.class, map, helper);
    }
}
