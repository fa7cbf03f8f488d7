package io.polyprobe.vm.world;

import io.polyprobe.vm.world.SyscallTable.Syscall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reports a system call to every probe that sees it enter or leave the kernel, in the order in which Linux does. */
public record SyscallHits(Hits hits) {
    private static final int MOST_ARGUMENTS = 6;

    /** A task has entered the kernel; its call goes on in the function behind it, which is entered too. */
    public void enter(Syscall syscall, KernelObject registers, long... arguments) {
        begin(syscall, registers, arguments);
        hits.enter(function(syscall), registers.address());
    }

    /**
     * A task has entered the kernel, and its call not yet the function behind it.
     *
     * @param registers its {@code pt_regs}
     * @param arguments at most six; the others are zero
     */
    public void begin(Syscall syscall, KernelObject registers, long... arguments) {
        long[] all = Arrays.copyOf(arguments, MOST_ARGUMENTS);
        hits.rawTracepoint("sys_enter", registers.address(), syscall.number());
        hits.tracepoint("raw_syscalls", "sys_enter", (long) syscall.number(), all);
        var values = new ArrayList<Object>(List.of((long) syscall.number()));
        for (int i = 0; i < syscall.parameters().size(); i++) {
            values.add(all[i]);
        }
        hits.tracepoint("syscalls", "sys_enter_" + syscall.name(), values.toArray());
    }

    /** The function behind a call returns. */
    public void leave(Syscall syscall, KernelObject registers, long result) {
        hits.leave(function(syscall), result, registers.address());
    }

    /** A task is about to leave the kernel: all that a child sees of the call that made it. */
    public void exit(Syscall syscall, KernelObject registers, long result) {
        hits.rawTracepoint("sys_exit", registers.address(), result);
        hits.tracepoint("raw_syscalls", "sys_exit", (long) syscall.number(), result);
        hits.tracepoint("syscalls", "sys_exit_" + syscall.name(), (long) syscall.number(), result);
    }

    private static String function(Syscall syscall) {
        return KnownNames.SYSCALL + syscall.name();
    }
}
