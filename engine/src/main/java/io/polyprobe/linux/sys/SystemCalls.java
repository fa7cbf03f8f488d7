package io.polyprobe.linux.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.polyprobe.linux.abi.Files;
import io.polyprobe.linux.abi.PerfEvent;
import io.polyprobe.linux.abi.Sockets;
import io.polyprobe.linux.abi.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * System calls by libc's {@code syscall(2)}.
 *
 * <p>One method handle serves them all, since each handle that the linker makes costs milliseconds of start-up. Every
 * call gives what the kernel gives: a result of at least 0, or a negated {@linkplain io.polyprobe.linux.abi.Errno error
 * number}. Pointers must point into memory that is alive until the call returns.
 */
public final class SystemCalls {
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
    private static final long ERRNO_OFFSET =
            Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement("errno"));

    private static final ThreadLocal<MemorySegment> STATE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private static final MethodHandle HANDLE = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    CAPTURE,
                    Linker.Option.firstVariadicArg(1));

    private SystemCalls() {}

    /** Whether this is a system whose calls these are. */
    public static boolean supported() {
        return System.getProperty("os.name", "").equals("Linux")
                && switch (System.getProperty("os.arch", "")) {
                    case "amd64", "aarch64" -> true;
                    default -> false;
                };
    }

    /** {@code bpf(2)} on an attribute of {@code union bpf_attr}. */
    public static long bpf(int command, Attr attr) {
        return call(SystemCall.BPF, command, attr.address(), attr.size(), 0, 0, 0);
    }

    /**
     * {@code perf_event_open(2)} without a group, closed on exec.
     *
     * @param pid the process, -1 for all
     * @param cpu the CPU, -1 for all
     */
    public static long perfEventOpen(Attr attr, int pid, int cpu) {
        return call(SystemCall.PERF_EVENT_OPEN, attr.address(), pid, cpu, -1, PerfEvent.FLAG_FD_CLOEXEC, 0);
    }

    public static long ioctl(int fd, long request, long argument) {
        return call(SystemCall.IOCTL, fd, request, argument, 0, 0, 0);
    }

    /** {@code open(2)} of an existing file, closed on exec. */
    public static long open(String path, int flags) {
        try (var arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(path).address();
            return call(SystemCall.OPENAT, Files.AT_FDCWD, name, flags | Files.O_CLOEXEC, 0, 0, 0);
        }
    }

    public static long read(int fd, MemorySegment buffer) {
        return call(SystemCall.READ, fd, buffer.address(), buffer.byteSize(), 0, 0, 0);
    }

    public static long write(int fd, MemorySegment buffer) {
        return call(SystemCall.WRITE, fd, buffer.address(), buffer.byteSize(), 0, 0, 0);
    }

    public static long close(int fd) {
        return call(SystemCall.CLOSE, fd, 0, 0, 0, 0, 0);
    }

    /** {@code fcntl(2)}: a second descriptor of the same file, closed on exec. */
    public static long duplicate(int fd) {
        return call(SystemCall.FCNTL, fd, Files.F_DUPFD_CLOEXEC, 0, 0, 0, 0);
    }

    /** {@code dup3(2)}: makes a descriptor another one of the same file; what it was before is closed. */
    public static long duplicate(int fd, int as) {
        return call(SystemCall.DUP3, fd, as, 0, 0, 0, 0);
    }

    /** {@code mmap(2)} of a file, shared with the kernel, at an address of the kernel's choice. */
    static long mmap(long size, int protection, int fd, long offset) {
        return call(SystemCall.MMAP, 0, size, protection, Files.MAP_SHARED, fd, offset);
    }

    static long munmap(long address, long size) {
        return call(SystemCall.MUNMAP, address, size, 0, 0, 0, 0);
    }

    /** {@code epoll_create1(2)}, closed on exec. */
    public static long epoll() {
        return call(SystemCall.EPOLL_CREATE1, Files.EPOLL_CLOEXEC, 0, 0, 0, 0, 0);
    }

    /** {@code epoll_ctl(2)}: watches a descriptor too, until it can be read. */
    public static long epollAdd(int epoll, int fd) {
        try (var arena = Arena.ofConfined()) {
            var event = arena.allocate(Files.EPOLL_EVENT_SIZE, 8);
            event.set(JAVA_INT, 0, Files.EPOLLIN);
            return call(SystemCall.EPOLL_CTL, epoll, Files.EPOLL_CTL_ADD, fd, event.address(), 0, 0);
        }
    }

    /** {@code eventfd(2)}, not blocking, closed on exec. */
    public static long eventfd() {
        return call(SystemCall.EVENTFD2, 0, Files.EFD_CLOEXEC | Files.EFD_NONBLOCK, 0, 0, 0, 0);
    }

    /**
     * {@code ppoll(2)}.
     *
     * @param descriptors {@code struct pollfd}s
     * @param nanos how long to wait at most; negative means for ever
     */
    public static long poll(MemorySegment descriptors, long nanos) {
        try (var arena = Arena.ofConfined()) {
            long timeout = 0;
            if (nanos >= 0) {
                timeout = arena.allocateFrom(JAVA_LONG, nanos / 1_000_000_000, nanos % 1_000_000_000)
                        .address();
            }
            long count = descriptors.byteSize() / Files.POLLFD_SIZE;
            return call(SystemCall.PPOLL, descriptors.address(), count, timeout, 0, 0, 0);
        }
    }

    /** {@code socket(2)}, closed on exec. */
    public static long socket(int family, int type, int protocol) {
        return call(SystemCall.SOCKET, family, type | Sockets.SOCK_CLOEXEC, protocol, 0, 0, 0);
    }

    public static long bind(int socket, Attr address) {
        return call(SystemCall.BIND, socket, address.address(), address.size(), 0, 0, 0);
    }

    /** {@code setsockopt(2)} of an option of {@code SOL_SOCKET} that is a number. */
    public static long setSocketOption(int socket, int option, int value) {
        try (var arena = Arena.ofConfined()) {
            long number = arena.allocateFrom(JAVA_INT, value).address();
            return call(SystemCall.SETSOCKOPT, socket, Sockets.SOL_SOCKET, option, number, Integer.BYTES, 0);
        }
    }

    /** {@code ioctl(2)} with a structure. */
    public static long ioctl(int fd, long request, Attr argument) {
        return ioctl(fd, request, argument.address());
    }

    /** {@code mount(2)} of a file system without a device, flags or options. */
    public static long mount(String type, String directory) {
        try (var arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(type).address();
            long where = arena.allocateFrom(directory).address();
            return call(SystemCall.MOUNT, name, where, name, 0, 0, 0);
        }
    }

    /** The effective user; 0 is root. */
    public static int effectiveUser() {
        return (int) call(SystemCall.GETEUID, 0, 0, 0, 0, 0, 0);
    }

    /** {@code CLOCK_MONOTONIC}, in nanoseconds: what {@code bpf_ktime_get_ns} reads. */
    public static long monotonicNanos() {
        try (var arena = Arena.ofConfined()) {
            var time = arena.allocate(JAVA_LONG, 2);
            call(SystemCall.CLOCK_GETTIME, Files.CLOCK_MONOTONIC, time.address(), 0, 0, 0, 0);
            return time.getAtIndex(JAVA_LONG, 0) * 1_000_000_000 + time.getAtIndex(JAVA_LONG, 1);
        }
    }

    static long call(SystemCall call, long a, long b, long c, long d, long e, long f) {
        MemorySegment state = STATE.get();
        long result;
        try {
            result = (long) HANDLE.invokeExact(state, (long) call.number(), a, b, c, d, e, f);
        } catch (RuntimeException | Error fatal) {
            throw fatal;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
        return result < 0 ? -state.get(JAVA_INT, ERRNO_OFFSET) : result;
    }
}
