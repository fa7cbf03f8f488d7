package io.polyprobe.vm.helper;

import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.map.Maps;
import io.polyprobe.vm.map.StackTraces;
import io.polyprobe.vm.memory.Access;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;

/** Helpers that tell how the running task got where it is. */
final class StackHelpers {
    /** {@code BPF_F_SKIP_FIELD_MASK}: how many frames to leave out. */
    private static final long SKIP = 0xff;

    /** {@code BPF_F_USER_STACK}. */
    private static final long USER = 1 << 8;

    /** {@code BPF_F_FAST_STACK_CMP} and {@code BPF_F_REUSE_STACKID}. */
    private static final long STORING = 3 << 9;

    private static final ValueLayout.OfLong ADDRESS =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MapArguments maps;
    private final Moment moment;
    private final Trigger trigger;

    StackHelpers(Maps maps, Moment moment, Trigger trigger) {
        this.maps = new MapArguments(maps);
        this.moment = moment;
        this.trigger = trigger;
    }

    Map<Integer, Helper> table() {
        return Map.of(27, this::stackId, 67, this::copy, 141, this::copyOfTask);
    }

    private long stackId(Invocation call, long context, long map, long flags, long r4, long r5) {
        StackTraces stacks = maps.of(StackTraces.class, map, 27);
        if ((flags & ~(SKIP | USER | STORING)) != 0) {
            return Errno.EINVAL.result();
        }
        long[] frames = frames(flags);
        return frames.length == 0 ? Errno.EFAULT.result() : stacks.add(frames, flags);
    }

    /** {@code bpf_get_stack}: how many bytes it was. */
    private long copy(Invocation call, long context, long buffer, long size, long flags, long r5) {
        MemorySegment room = call.memory().slice(buffer, size, Access.READ_WRITE);
        if ((flags & ~(SKIP | USER)) != 0 || size % Long.BYTES != 0) {
            return Errno.EINVAL.result();
        }
        room.fill((byte) 0);
        long[] frames = frames(flags);
        int count = Math.min(frames.length, (int) (size / Long.BYTES));
        for (int i = 0; i < count; i++) {
            room.setAtIndex(ADDRESS, i, frames[i]);
        }
        return count == 0 ? Errno.EFAULT.result() : (long) count * Long.BYTES;
    }

    /** {@code bpf_get_task_stack}: of the running task; others are where the scheduler has left them. */
    private long copyOfTask(Invocation call, long task, long buffer, long size, long flags, long r5) {
        if (task == moment.task()) {
            return copy(call, 0, buffer, size, flags, 0);
        }
        call.memory().slice(buffer, size & 0xffff_ffffL, Access.READ_WRITE).fill((byte) 0);
        return Errno.EFAULT.result();
    }

    private long[] frames(long flags) {
        long[] frames = (flags & USER) != 0 ? moment.userStack() : trigger.stack();
        int skip = Math.min((int) (flags & SKIP), frames.length);
        return Arrays.copyOfRange(frames, skip, frames.length);
    }
}
