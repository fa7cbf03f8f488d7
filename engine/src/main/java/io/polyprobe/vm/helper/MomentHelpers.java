package io.polyprobe.vm.helper;

import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.memory.Access;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/** Helpers that tell what runs where and when. */
final class MomentHelpers {
    /** {@code ktime_get_coarse_ns} moves once a tick, 250 times a second. */
    private static final long TICK = 4_000_000;

    private final Moment moment;

    MomentHelpers(Moment moment) {
        this.moment = moment;
    }

    Map<Integer, Helper> table() {
        return Map.ofEntries(
                Map.entry(5, (_, _, _, _, _, _) -> moment.monotonicNanos()),
                Map.entry(7, (_, _, _, _, _, _) -> Integer.toUnsignedLong(moment.random())),
                Map.entry(8, (_, _, _, _, _, _) -> moment.cpu()),
                Map.entry(14, (_, _, _, _, _, _) -> pair(moment.tgid(), moment.pid())),
                Map.entry(15, (_, _, _, _, _, _) -> pair(moment.gid(), moment.uid())),
                Map.entry(16, this::comm),
                Map.entry(35, (_, _, _, _, _, _) -> moment.task()),
                Map.entry(42, (_, _, _, _, _, _) -> 0), // the virtual machine has one NUMA node
                Map.entry(80, (_, _, _, _, _, _) -> moment.cgroup()),
                Map.entry(125, (_, _, _, _, _, _) -> moment.monotonicNanos()),
                Map.entry(158, (_, _, _, _, _, _) -> moment.task()),
                Map.entry(160, (_, _, _, _, _, _) -> moment.monotonicNanos() / TICK * TICK));
    }

    private static long pair(int high, int low) {
        return (long) high << 32 | Integer.toUnsignedLong(low);
    }

    private long comm(Invocation call, long buffer, long size, long r3, long r4, long r5) {
        int length = (int) size;
        if (length <= 0) {
            return Errno.EINVAL.result();
        }
        MemorySegment out =
                call.memory().slice(buffer, length, Access.READ_WRITE).fill((byte) 0);
        byte[] comm = moment.comm();
        MemorySegment.copy(MemorySegment.ofArray(comm), 0, out, 0, Math.min(comm.length, length - 1));
        return 0;
    }
}
