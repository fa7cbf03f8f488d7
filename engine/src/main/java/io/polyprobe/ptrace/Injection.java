package io.polyprobe.ptrace;

import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.abi.Ptrace;
import io.polyprobe.linux.abi.Seccomp;
import io.polyprobe.linux.sys.ProcessCalls;
import io.polyprobe.linux.sys.ProcessCalls.Status;
import io.polyprobe.vm.world.SyscallTable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Makes a stopped thread make system calls in its own name: nobody else can install a seccomp filter in it. It has to
 * stand right behind a system call, whose instruction it is made to execute again with other registers.
 */
final class Injection {
    /** {@code struct sock_fprog}: how many instructions, and where they are. */
    private static final int PROGRAM_SIZE = 16;

    private final int thread;
    private final Arena arena;
    private final Registers registers;
    private final MemorySegment status;

    Injection(int thread, Arena arena) {
        this.thread = thread;
        this.arena = arena;
        this.registers = new Registers(arena);
        this.status = arena.allocate(ValueLayout.JAVA_INT);
    }

    /** Lets the thread, and all that it becomes the parent of, stop at some system calls; false where that cannot be. */
    boolean filter(Demand demand) {
        if (!registers.read(thread)) {
            return false;
        }
        byte[] before = registers.save();
        byte[] filter = SyscallFilter.of(demand);
        long program = registers.room(PROGRAM_SIZE + filter.length);
        MemorySegment memory = arena.allocate(PROGRAM_SIZE + filter.length, Long.BYTES);
        memory.set(ValueLayout.JAVA_SHORT, 0, (short) (filter.length / Long.BYTES));
        memory.set(ValueLayout.JAVA_LONG, Long.BYTES, program + PROGRAM_SIZE);
        MemorySegment.copy(filter, 0, memory, ValueLayout.JAVA_BYTE, PROGRAM_SIZE, filter.length);
        if (ProcessCalls.writeMemory(thread, program, memory) != memory.byteSize()) {
            return false;
        }
        long result = call(before, "seccomp", Seccomp.SET_MODE_FILTER, 0, program);
        if (Errno.EACCES.is(result)) { // who is not root must also give up setuid programs, as whoever is traced does
            call(before, "prctl", Seccomp.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
            result = call(before, "seccomp", Seccomp.SET_MODE_FILTER, 0, program);
        }
        registers.restore(before);
        return registers.write(thread) && result == 0;
    }

    /** @return what the call gives, as by {@link ProcessCalls} */
    private long call(byte[] before, String name, long... arguments) {
        int number = SyscallTable.named(name).orElseThrow().number();
        registers.restore(before);
        MemorySegment instruction = arena.allocate(Short.BYTES);
        ProcessCalls.readMemory(thread, registers.instruction() - Short.BYTES, instruction);
        boolean made = registers.prepareCall(instruction, number, arguments)
                && registers.write(thread)
                && nextStop() // it enters
                && nextStop() // it has left
                && registers.read(thread);
        return made ? registers.result() : -Errno.EFAULT.number();
    }

    /** Lets the thread go on to the next end of a system call; signals that come meanwhile wait. */
    private boolean nextStop() {
        return ProcessCalls.ptrace(Ptrace.SYSCALL, thread, 0, 0) == 0
                && ProcessCalls.await(thread, status, Ptrace.WALL) == thread
                && Status.of(status).stopped();
    }
}
