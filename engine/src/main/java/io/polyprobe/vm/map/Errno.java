package io.polyprobe.vm.map;

import java.util.Arrays;

/** The error numbers of {@code errno(3)} that maps and helpers answer with (x86-64 values). */
public enum Errno {
    EPERM(1, "operation not permitted"),
    ENOENT(2, "no such entry"),
    E2BIG(7, "there is no room for it"),
    EBADF(9, "that is no descriptor of what belongs there"),
    EAGAIN(11, "there is no room for it now"),
    ENOMEM(12, "there is not so much"),
    EACCES(13, "permission denied"),
    EFAULT(14, "bad address"),
    EBUSY(16, "it is in use"),
    EEXIST(17, "it exists already"),
    ENODEV(19, "there is no such device"),
    EINVAL(22, "invalid argument"),
    ENOSPC(28, "no space left"),
    ERANGE(34, "the number is out of range"),
    EDEADLK(35, "it would wait for itself"),
    ENAMETOOLONG(36, "the name is too long"),
    EPROTO(71, "it is of another protocol"),
    EOPNOTSUPP(95, "this type of map does not have it"),
    EALREADY(114, "it was done before"),
    /** The kernel's own, which {@code errno(3)} does not know. */
    ENOTSUPP(524, "this type of map does not have it");

    private final int number;
    private final String meaning;

    Errno(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    /** As helpers return it: negative. */
    public int result() {
        return -number;
    }

    boolean is(int result) {
        return result == -number;
    }

    /** Name and meaning for people, for what a map operation returned. */
    static String explain(int result) {
        return Arrays.stream(values())
                .filter(errno -> errno.is(result))
                .map(errno -> errno.name() + ", " + errno.meaning)
                .findFirst()
                .orElse("errno " + -result);
    }
}
