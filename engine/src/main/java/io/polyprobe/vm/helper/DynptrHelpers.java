package io.polyprobe.vm.helper;

import static io.polyprobe.vm.helper.MapArguments.readable;
import static io.polyprobe.vm.helper.MapArguments.writable;

import io.polyprobe.prototype.Prototypes;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.HelperFault;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Dynptr;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.map.Maps;
import io.polyprobe.vm.map.RingBuffer;
import io.polyprobe.vm.map.UserRingBuffer;
import io.polyprobe.vm.memory.Access;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/** Helpers for memory whose size is known only when the program runs: of its own, in ring buffers, from user space. */
final class DynptrHelpers {
    /** {@code BPF_RB_NO_WAKEUP} and {@code BPF_RB_FORCE_WAKEUP}: without effect, nobody waits for room. */
    private static final long WAKEUP = 3;

    private final Maps pool;
    private final MapArguments maps;

    DynptrHelpers(Maps pool) {
        this.pool = pool;
        this.maps = new MapArguments(pool);
    }

    Map<Integer, Helper> table() {
        return Map.of(
                197,
                DynptrHelpers::fromMemory,
                198,
                this::reserve,
                199,
                (call, dynptr, _, _, _, _) -> commit(call, 199, dynptr, false),
                200,
                (call, dynptr, _, _, _, _) -> commit(call, 200, dynptr, true),
                201,
                DynptrHelpers::read,
                202,
                DynptrHelpers::write,
                203,
                DynptrHelpers::data,
                209,
                this::drain);
    }

    private static long fromMemory(Invocation call, long data, long size, long flags, long result, long r5) {
        long dynptr = slot(call, result);
        Dynptr.clear(dynptr);
        if (Integer.toUnsignedLong((int) size) > Dynptr.MOST) {
            return Errno.E2BIG.result();
        }
        if (flags != 0) {
            return Errno.EINVAL.result();
        }
        Dynptr.set(dynptr, writable(call, data, size), (int) size);
        return 0;
    }

    private long reserve(Invocation call, long map, long size, long flags, long result, long r5) {
        long dynptr = slot(call, result);
        Dynptr.clear(dynptr);
        if (flags != 0) {
            return Errno.EINVAL.result();
        }
        if (Integer.toUnsignedLong((int) size) > Dynptr.MOST) {
            return Errno.E2BIG.result();
        }
        MemorySegment room = maps.of(RingBuffer.class, map, 198).reserve(Integer.toUnsignedLong((int) size));
        if (room == null) {
            return Errno.EINVAL.result();
        }
        Dynptr.set(dynptr, room.address(), (int) size);
        return 0;
    }

    /** Nothing where nothing was reserved. */
    private long commit(Invocation call, int helper, long argument, boolean discarded) {
        long dynptr = slot(call, argument);
        long address = Dynptr.address(dynptr);
        if (address != 0 && !pool.commit(address, discarded)) {
            throw new HelperFault("%s got 0x%x, where nothing is reserved".formatted(Prototypes.name(helper), address));
        }
        Dynptr.clear(dynptr);
        return 0;
    }

    private static long read(Invocation call, long to, long length, long argument, long offset, long flags) {
        long dynptr = dynptr(call, argument);
        int refusal = refusal(dynptr, length, offset, flags);
        if (refusal == 0) {
            call.memory()
                    .slice(to, length, Access.READ_WRITE)
                    .copyFrom(call.memory().slice(Dynptr.address(dynptr) + offset, length, Access.READ));
        }
        return refusal;
    }

    private static long write(Invocation call, long argument, long offset, long from, long length, long flags) {
        long dynptr = dynptr(call, argument);
        int refusal = refusal(dynptr, length, offset, flags);
        if (refusal == 0) {
            call.memory()
                    .slice(Dynptr.address(dynptr) + offset, length, Access.READ_WRITE)
                    .copyFrom(call.memory().slice(from, length, Access.READ));
        }
        return refusal;
    }

    private static int refusal(long dynptr, long length, long offset, long flags) {
        if (Dynptr.address(dynptr) == 0 || flags != 0) {
            return Errno.EINVAL.result();
        }
        return isInside(dynptr, length, offset) ? 0 : Errno.E2BIG.result();
    }

    /** {@code bpf_dynptr_data}: NULL where it does not reach so far. */
    private static long data(Invocation call, long argument, long offset, long length, long r4, long r5) {
        long dynptr = dynptr(call, argument);
        return Dynptr.address(dynptr) != 0 && isInside(dynptr, length, offset) ? Dynptr.address(dynptr) + offset : 0;
    }

    private static boolean isInside(long dynptr, long length, long offset) {
        return Integer.toUnsignedLong((int) offset) + Integer.toUnsignedLong((int) length)
                <= Integer.toUnsignedLong(Dynptr.size(dynptr));
    }

    private long drain(Invocation call, long map, long function, long context, long flags, long r5) {
        UserRingBuffer ring = maps.of(UserRingBuffer.class, map, 209);
        return (flags & ~WAKEUP) != 0
                ? Errno.EINVAL.result()
                : ring.drain(dynptr -> call.callback(function, dynptr, context, 0, 0, 0) != 0);
    }

    /** A dynptr to be read. */
    private static long dynptr(Invocation call, long argument) {
        return readable(call, aligned(argument), Dynptr.BYTES);
    }

    /** A dynptr to be set. */
    private static long slot(Invocation call, long argument) {
        return writable(call, aligned(argument), Dynptr.BYTES);
    }

    private static long aligned(long argument) {
        if (argument % Long.BYTES != 0) {
            throw new HelperFault("0x%x is no dynptr: it is not aligned".formatted(argument));
        }
        return argument;
    }
}
