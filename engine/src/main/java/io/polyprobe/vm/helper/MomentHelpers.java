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

    /** {@code INITIAL_JIFFIES}: ticks are counted as if 32 bits of them overflowed five minutes after boot. */
    private static final long FIRST_TICK = (1L << 32) - 300_000_000_000L / TICK;

    private final Moment moment;

    MomentHelpers(Moment moment) {
        this.moment = moment;
    }

    Map<Integer, Helper> table() {
        return Map.ofEntries(
                Map.entry(5, (_, _, _, _, _, _) -> moment.monotonicNanos()),
                Map.entry(208, (_, _, _, _, _, _) -> moment.realNanos()),
                Map.entry(7, (_, _, _, _, _, _) -> Integer.toUnsignedLong(moment.random())),
                Map.entry(8, (_, _, _, _, _, _) -> moment.cpu()),
                Map.entry(14, (_, _, _, _, _, _) -> pair(moment.tgid(), moment.pid())),
                Map.entry(15, (_, _, _, _, _, _) -> pair(moment.gid(), moment.uid())),
                Map.entry(16, this::comm),
                Map.entry(35, (_, _, _, _, _, _) -> moment.task()),
                Map.entry(42, (_, _, _, _, _, _) -> 0), // the virtual machine has one NUMA node
                Map.entry(80, (_, _, _, _, _, _) -> moment.cgroup()),
                Map.entry(118, (_, _, _, _, _, _) -> FIRST_TICK + moment.monotonicNanos() / TICK),
                Map.entry(120, this::pidInNamespace),
                Map.entry(125, (_, _, _, _, _, _) -> moment.monotonicNanos()),
                Map.entry(158, (_, _, _, _, _, _) -> moment.task()),
                Map.entry(160, (_, _, _, _, _, _) -> moment.monotonicNanos() / TICK * TICK));
    }

    private static long pair(int high, int low) {
        return (long) high << 32 | Integer.toUnsignedLong(low);
    }

    /**
     * {@code bpf_get_ns_current_pid_tgid}. The virtual machine has one PID namespace, so whichever is asked for by its
     * device and inode is that one.
     */
    private long pidInNamespace(Invocation call, long device, long inode, long result, long size, long r5) {
        if (size != 2 * Integer.BYTES) {
            return Errno.EINVAL.result();
        }
        call.memory().store(result, Integer.BYTES, moment.pid());
        call.memory().store(result + Integer.BYTES, Integer.BYTES, moment.tgid());
        return 0;
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
