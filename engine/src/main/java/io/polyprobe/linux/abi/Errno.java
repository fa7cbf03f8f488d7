package io.polyprobe.linux.abi;

import java.util.Arrays;
import java.util.Optional;

/**
 * Error numbers that the calls of this engine can give, with what they mean ({@code errno(3)}). The numbers are those of
 * {@code include/uapi/asm-generic/errno.h}, the same on x86-64 and aarch64.
 */
public enum Errno {
    EPERM(1, "operation not permitted"),
    ENOENT(2, "no such file or entry"),
    ESRCH(3, "no such process"),
    EINTR(4, "interrupted by a signal"),
    EIO(5, "input or output error"),
    ENXIO(6, "no such device or address"),
    E2BIG(7, "too big or too many"),
    EBADF(9, "bad file descriptor"),
    EAGAIN(11, "not available now"),
    ENOMEM(12, "out of memory"),
    EACCES(13, "permission denied"),
    EFAULT(14, "bad address"),
    EBUSY(16, "in use"),
    EEXIST(17, "exists already"),
    ENODEV(19, "no such device"),
    ENOTDIR(20, "not a directory"),
    EISDIR(21, "is a directory"),
    EINVAL(22, "invalid argument"),
    ENFILE(23, "too many open files in the system"),
    EMFILE(24, "too many open files in this process"),
    ENOTTY(25, "not an operation of this file"),
    EFBIG(27, "file too large"),
    ENOSPC(28, "no room left"),
    EROFS(30, "read-only file system"),
    EDOM(33, "out of the domain"),
    ERANGE(34, "out of range"),
    EDEADLK(35, "deadlock avoided"),
    ENAMETOOLONG(36, "name too long"),
    ENOSYS(38, "this kernel has no such system call"),
    EBADFD(77, "file descriptor in bad state"),
    EILSEQ(84, "not understood by this kernel"),
    EOPNOTSUPP(95, "operation not supported"),
    EADDRINUSE(98, "address in use"),
    EADDRNOTAVAIL(99, "address not available"),
    ENETDOWN(100, "network is down"),
    ETIMEDOUT(110, "timed out"),
    ENOTSUPP(524, "operation not supported");

    private final int number;
    private final String meaning;

    Errno(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    /** The error of a failed call.
     *
     * @param result what {@link io.polyprobe.linux.sys.SystemCalls} gave: a negated error number
     */
    public static Optional<Errno> of(long result) {
        return Arrays.stream(values()).filter(errno -> errno.number == -result).findFirst();
    }

    /** Whether {@code result} is this error. */
    public boolean is(long result) {
        return result == -number;
    }

    /** Name and meaning, such as {@code EPERM (operation not permitted)}. */
    public static String describe(long result) {
        return of(result)
                .map(errno -> errno.name() + " (" + errno.meaning + ")")
                .orElseGet(() -> "error number " + -result);
    }
}
