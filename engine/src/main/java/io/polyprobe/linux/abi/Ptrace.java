package io.polyprobe.linux.abi;

/** {@code ptrace(2)}: {@code include/uapi/linux/ptrace.h}, and what waiting for a tracee adds to {@code wait(2)}. */
public final class Ptrace {
    public static final int CONT = 7;
    public static final int DETACH = 17;
    public static final int SYSCALL = 24;
    public static final int SETOPTIONS = 0x4200;
    public static final int GETEVENTMSG = 0x4201;
    public static final int GETSIGINFO = 0x4202;
    public static final int GETREGSET = 0x4204;
    public static final int SETREGSET = 0x4205;
    public static final int SEIZE = 0x4206;
    public static final int INTERRUPT = 0x4207;
    public static final int LISTEN = 0x4208;

    /** Since Linux 5.3. */
    public static final int GET_SYSCALL_INFO = 0x420e;

    public static final int O_TRACESYSGOOD = 1;
    public static final int O_TRACEFORK = 1 << 1;
    public static final int O_TRACEVFORK = 1 << 2;
    public static final int O_TRACECLONE = 1 << 3;
    public static final int O_TRACEEXEC = 1 << 4;
    public static final int O_TRACEEXIT = 1 << 6;
    public static final int O_TRACESECCOMP = 1 << 7;
    public static final int O_EXITKILL = 1 << 20;

    public static final int EVENT_FORK = 1;
    public static final int EVENT_VFORK = 2;
    public static final int EVENT_CLONE = 3;
    public static final int EVENT_EXEC = 4;
    public static final int EVENT_EXIT = 6;
    public static final int EVENT_SECCOMP = 7;
    public static final int EVENT_STOP = 128;

    /** {@code struct ptrace_syscall_info}: its size, what is being told, and of which machine's call. */
    public static final int SYSCALL_INFO_SIZE = 88;

    public static final int SYSCALL_INFO_OP = 0;
    public static final int SYSCALL_INFO_ARCH = 4;
    public static final byte SYSCALL_INFO_ENTRY = 1;
    public static final byte SYSCALL_INFO_EXIT = 2;

    /** The general registers among the register sets ({@code include/uapi/linux/elf.h}). */
    public static final int NT_PRSTATUS = 1;

    /** {@code siginfo_t}: its size, an error number, why it was sent, and the sender's process. */
    public static final int SIGINFO_SIZE = 128;

    public static final int SIGINFO_ERRNO = 4;
    public static final int SIGINFO_CODE = 8;
    public static final int SIGINFO_PID = 16;

    /** Wait for children of all kinds, threads among them; for those of the calling thread alone. */
    public static final int WALL = 0x40000000;

    public static final int WNOTHREAD = 0x20000000;

    private Ptrace() {}
}
