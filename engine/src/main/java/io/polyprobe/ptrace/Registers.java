package io.polyprobe.ptrace;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.abi.Ptrace;
import io.polyprobe.linux.sys.ProcessCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The general registers of a stopped thread: {@code struct user_regs_struct} of x86-64, which begins as {@code struct
 * pt_regs} does. All that is about the machine is in here and in {@link SyscallFilter}.
 */
final class Registers {
    /** What of it is also {@code struct pt_regs}. */
    static final int PT_REGS = 168;

    private static final int SIZE = 216;
    private static final int RESULT = 80;
    private static final int NUMBER = 120;
    private static final int INSTRUCTION = 128;
    private static final int STACK = 152;

    /** Where the arguments of a system call are: di, si, dx, r10, r8, r9. */
    private static final int[] ARGUMENTS = {112, 104, 96, 56, 72, 64};

    /** {@code syscall}, as a little-endian number. */
    private static final short SYSCALL = 0x050f;

    /** What the ABI leaves to a function below its stack pointer (System V ABI for x86-64, section 3.2.2). */
    private static final int RED_ZONE = 128;

    private final MemorySegment values;
    private final MemorySegment vector;

    Registers(Arena arena) {
        values = arena.allocate(SIZE, Long.BYTES);
        vector = arena.allocateFrom(JAVA_LONG, values.address(), SIZE);
    }

    /** @throws TargetException where this machine's registers are not known here */
    static void requireMachine() {
        if (!System.getProperty("os.name", "").equals("Linux")
                || !System.getProperty("os.arch", "").equals("amd64")) {
            throw new TargetException(Diagnostic.error(
                    "cannot open the world 'ptrace': it knows the registers of Linux on x86-64 alone, and this is %s on %s"
                            .formatted(System.getProperty("os.name"), System.getProperty("os.arch")),
                    "--world simulated runs anywhere."));
        }
    }

    /** Reads them from a stopped thread; false where that is dead. */
    boolean read(int thread) {
        return ProcessCalls.ptrace(Ptrace.GETREGSET, thread, Ptrace.NT_PRSTATUS, vector) == 0;
    }

    /** Writes them into a stopped thread; false where that is dead. */
    boolean write(int thread) {
        return ProcessCalls.ptrace(Ptrace.SETREGSET, thread, Ptrace.NT_PRSTATUS, vector) == 0;
    }

    MemorySegment ptRegs() {
        return values.asSlice(0, PT_REGS);
    }

    /** The number of the system call that the thread is in. */
    int call() {
        return (int) values.get(JAVA_LONG, NUMBER);
    }

    long argument(int index) {
        return values.get(JAVA_LONG, ARGUMENTS[index]);
    }

    long result() {
        return values.get(JAVA_LONG, RESULT);
    }

    /** Where the next instruction is. */
    long instruction() {
        return values.get(JAVA_LONG, INSTRUCTION);
    }

    /** Room for data that nothing of the thread's own will miss. */
    long room(long size) {
        return values.get(JAVA_LONG, STACK) - RED_ZONE - size & -16;
    }

    /**
     * Makes these the registers of a thread that is about to make a system call, where it has just made one.
     *
     * @param bytes the two bytes before the {@link #instruction}
     * @return false where those are no system call
     */
    boolean prepareCall(MemorySegment bytes, long number, long... arguments) {
        if (bytes.get(JAVA_SHORT, 0) != SYSCALL) {
            return false;
        }
        values.set(JAVA_LONG, INSTRUCTION, instruction() - Short.BYTES);
        values.set(JAVA_LONG, RESULT, number);
        values.set(JAVA_LONG, NUMBER, -1); // there is nothing to restart
        for (int i = 0; i < arguments.length; i++) {
            values.set(JAVA_LONG, ARGUMENTS[i], arguments[i]);
        }
        return true;
    }

    byte[] save() {
        return values.toArray(JAVA_BYTE);
    }

    void restore(byte[] saved) {
        MemorySegment.copy(saved, 0, values, JAVA_BYTE, 0, SIZE);
    }
}
