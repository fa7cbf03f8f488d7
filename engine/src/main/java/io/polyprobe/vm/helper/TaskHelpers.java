package io.polyprobe.vm.helper;

import io.polyprobe.vm.helper.Peek.Space;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.HelperFault;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.memory.Access;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/** Helpers about tasks: their registers, their memory, their control groups ({@code bpf-helpers(7)}). */
final class TaskHelpers {
    /** The root of all control groups. */
    private static final long ROOT = 1;

    private final Moment moment;

    TaskHelpers(Moment moment) {
        this.moment = moment;
    }

    Map<Integer, Helper> table() {
        return Map.of(
                36, this::writeUser,
                123, (_, level, _, _, _, _) -> ancestor((int) level),
                148, this::copyFromUser,
                162, (_, _, _, _, _, _) -> 0, // no file of the virtual kernel is a socket
                175, this::registers,
                176, TaskHelpers::branches,
                191, this::copyFromTask);
    }

    /** {@code bpf_probe_write_user}: a task of the kernel's own has no memory to write. */
    private long writeUser(Invocation call, long address, long from, long size, long r4, long r5) {
        MemorySegment source = call.memory().slice(from, size & 0xffff_ffffL, Access.READ);
        if (moment.pid() == 0) {
            return Errno.EPERM.result();
        }
        return moment.writeUser(address, source) ? 0 : Errno.EFAULT.result();
    }

    private long copyFromUser(Invocation call, long to, long size, long address, long r4, long r5) {
        MemorySegment out = call.memory().slice(to, size & 0xffff_ffffL, Access.READ_WRITE);
        if (out.byteSize() == 0) {
            return 0;
        }
        var found = new Peek(call.memory(), moment).bytes(address, out.byteSize(), Space.USER);
        if (found.isEmpty()) {
            out.fill((byte) 0);
            return Errno.EFAULT.result();
        }
        out.copyFrom(found.get());
        return 0;
    }

    /** All tasks' memory lies at addresses of its own, so that whose it is need not be asked. */
    private long copyFromTask(Invocation call, long to, long size, long address, long task, long flags) {
        return flags != 0 ? Errno.EINVAL.result() : copyFromUser(call, to, size, address, 0, 0);
    }

    /** A control group lies right below the root, or is it. */
    private long ancestor(int level) {
        return switch (level) {
            case 0 -> ROOT;
            case 1 -> moment.cgroup() == ROOT ? 0 : moment.cgroup();
            default -> 0;
        };
    }

    private long registers(Invocation call, long task, long r2, long r3, long r4, long r5) {
        if (task != moment.task()) {
            throw new HelperFault(
                    "0x%x is not the running task, of which alone the registers are known".formatted(task));
        }
        return moment.registers();
    }

    /** {@code bpf_get_branch_snapshot}: nothing records branches. */
    private static long branches(Invocation call, long to, long size, long flags, long r4, long r5) {
        call.memory().slice(to, size & 0xffff_ffffL, Access.READ_WRITE);
        return flags != 0 ? Errno.EINVAL.result() : Errno.ENOENT.result();
    }
}
