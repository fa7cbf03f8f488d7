package io.polyprobe.linux.abi;

/**
 * The system calls this engine makes, with their numbers.
 *
 * <p>x86-64 numbers are those of {@code arch/x86/entry/syscalls/syscall_64.tbl}; all other machines that run JDK 25 use
 * {@code include/uapi/asm-generic/unistd.h}.
 */
public enum SystemCall {
    READ(0, 63),
    WRITE(1, 64),
    CLOSE(3, 57),
    MMAP(9, 222),
    MUNMAP(11, 215),
    IOCTL(16, 29),
    SOCKET(41, 198),
    BIND(49, 200),
    SETSOCKOPT(54, 208),
    WAIT4(61, 260),
    FCNTL(72, 25),
    PTRACE(101, 117),
    MOUNT(165, 40),
    GETEUID(107, 175),
    CLOCK_GETTIME(228, 113),
    EPOLL_CTL(233, 21),
    TGKILL(234, 131),
    OPENAT(257, 56),
    PPOLL(271, 73),
    EVENTFD2(290, 19),
    EPOLL_CREATE1(291, 20),
    DUP3(292, 24),
    PERF_EVENT_OPEN(298, 241),
    PROCESS_VM_READV(310, 270),
    PROCESS_VM_WRITEV(311, 271),
    BPF(321, 280);

    private static final boolean X86 = "amd64".equals(System.getProperty("os.arch"));

    private final int x86;
    private final int generic;

    SystemCall(int x86, int generic) {
        this.x86 = x86;
        this.generic = generic;
    }

    /** The number on this machine. */
    public int number() {
        return X86 ? x86 : generic;
    }
}
