package io.polyprobe.linux.abi;

/**
 * Flags of {@code open(2)}, {@code mmap(2)}, {@code poll(2)}, {@code epoll(7)}, {@code eventfd(2)} and {@code
 * clock_gettime(2)}, as on x86-64 and aarch64.
 */
public final class Files {
    public static final int AT_FDCWD = -100;
    public static final int O_RDONLY = 0;
    public static final int O_NONBLOCK = 0x800;

    /** {@code O_CREAT|O_WRONLY|O_TRUNC}: {@code creat(2)}. */
    public static final int CREATE_ANEW = 0x241;

    public static final int O_CLOEXEC = 0x80000;

    /** {@code fcntl(2)}: a second descriptor of the same file, closed on exec. */
    public static final int F_DUPFD_CLOEXEC = 1030;

    public static final int EFD_NONBLOCK = O_NONBLOCK;
    public static final int EFD_CLOEXEC = O_CLOEXEC;

    public static final int PROT_READ = 1;
    public static final int PROT_WRITE = 2;
    public static final int MAP_SHARED = 1;

    public static final int EPOLL_CLOEXEC = O_CLOEXEC;
    public static final int EPOLL_CTL_ADD = 1;
    public static final int EPOLLIN = 1;

    /** Room for a {@code struct epoll_event}, which begins with the events; it is packed on x86-64 alone. */
    public static final int EPOLL_EVENT_SIZE = 16;

    public static final short POLLIN = 1;

    /** {@code sizeof(struct pollfd)}: descriptor, events asked for, events seen. */
    public static final int POLLFD_SIZE = 8;

    public static final int CLOCK_MONOTONIC = 1;

    private Files() {}
}
