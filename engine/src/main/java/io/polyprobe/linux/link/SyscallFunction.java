package io.polyprobe.linux.link;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A kernel function that nothing but system calls lead to, with arguments that follow from theirs.
 *
 * @param name the function
 * @param calls the system calls behind it
 */
record SyscallFunction(String name, List<Call> calls) {
    /** {@code AT_FDCWD} as the kernel passes it in a register. */
    private static final Argument WORKING_DIRECTORY = new Argument.Constant(-100 & 0xffffffffL);

    /** {@code O_CREAT | O_WRONLY | O_TRUNC}: what {@code creat(2)} is short for. */
    private static final Argument CREATE = new Argument.Flags(-1, 0x241);

    private static final String WRAPPER = "__x64_sys_";

    /** A number that no system call has. */
    private static final int NO_CALL = 0x3fffffff;

    /** A call's own arguments, by position. */
    private static final List<Argument> OWN = Stream.iterate(0, i -> i < 6, i -> i + 1)
            .<Argument>map(Argument.Own::new)
            .toList();

    private static final Map<String, SyscallFunction> SPECIAL = Stream.of(
                    of(
                            "do_sys_openat2",
                            new Call("open", List.of(WORKING_DIRECTORY, OWN.get(0), new Argument.OpenHow(1, 2))),
                            new Call("openat", List.of(OWN.get(0), OWN.get(1), new Argument.OpenHow(2, 3))),
                            new Call("openat2", List.of(OWN.get(0), OWN.get(1), new Argument.OpenHowOfUser(2, 3))),
                            new Call("creat", List.of(WORKING_DIRECTORY, OWN.get(0), new Argument.OpenHow(-1, 1)))),
                    of(
                            "do_sys_open",
                            new Call(
                                    "open",
                                    List.of(WORKING_DIRECTORY, OWN.get(0), new Argument.Flags(1, 0), OWN.get(2))),
                            new Call("openat", List.of(OWN.get(0), OWN.get(1), new Argument.Flags(2, 0), OWN.get(3))),
                            new Call("creat", List.of(WORKING_DIRECTORY, OWN.get(0), CREATE, OWN.get(1)))),
                    of(
                            "do_faccessat",
                            new Call(
                                    "access",
                                    List.of(WORKING_DIRECTORY, OWN.get(0), OWN.get(1), new Argument.Constant(0))),
                            new Call(
                                    "faccessat", List.of(OWN.get(0), OWN.get(1), OWN.get(2), new Argument.Constant(0))),
                            new Call("faccessat2", OWN.subList(0, 4))),
                    of(
                            "do_readlinkat",
                            new Call("readlink", List.of(WORKING_DIRECTORY, OWN.get(0), OWN.get(1), OWN.get(2))),
                            new Call("readlinkat", OWN.subList(0, 4))),
                    same("ksys_read", "read", 3),
                    same("ksys_write", "write", 3),
                    same("ksys_pread64", "pread64", 4),
                    same("ksys_pwrite64", "pwrite64", 4),
                    same("ksys_lseek", "lseek", 3),
                    same("ksys_fchown", "fchown", 3),
                    same("ksys_fallocate", "fallocate", 4),
                    same("ksys_readahead", "readahead", 3),
                    same("ksys_unshare", "unshare", 1),
                    same("ksys_setsid", "setsid", 0),
                    same("ksys_sync", "sync", 0),
                    same("do_sys_truncate", "truncate", 2))
            .collect(Collectors.toUnmodifiableMap(SyscallFunction::name, f -> f));

    /**
     * One system call behind a function.
     *
     * @param name as in the function's own name: {@code newfstat}, not {@code fstat}
     * @param arguments what the function is given for it
     */
    record Call(String name, List<Argument> arguments) {
        int number() {
            return SyscallNumbers.of(name).orElse(NO_CALL);
        }
    }

    /** Where an argument of the function comes from. */
    sealed interface Argument {
        /** The call's argument of that position. */
        record Own(int position) implements Argument {}

        record Constant(long value) implements Argument {}

        /** The address of the call's own registers. */
        record Registers() implements Argument {}

        /** Flags of {@code open(2)}, which a 64-bit kernel adds {@code O_LARGEFILE} to. */
        record Flags(int position, int more) implements Argument {}

        /** A {@code struct open_how} that the kernel makes of flags (-1: those of creat) and mode. */
        record OpenHow(int flags, int mode) implements Argument {}

        /** A {@code struct open_how} that the kernel copies from the user, given its size. */
        record OpenHowOfUser(int pointer, int size) implements Argument {}
    }

    /** The function of that name, nothing where something else than system calls leads to it or it is unknown. */
    static Optional<SyscallFunction> of(String name) {
        if (!"amd64".equals(System.getProperty("os.arch"))) {
            return Optional.empty();
        }
        if (name.startsWith(WRAPPER)) {
            String call = name.substring(WRAPPER.length());
            return SyscallNumbers.of(call).stream()
                    .mapToObj(number -> of(name, new Call(call, List.of(new Argument.Registers()))))
                    .findFirst();
        }
        for (String prefix : List.of("__se_sys_", "__do_sys_")) {
            if (name.startsWith(prefix)) {
                String call = name.substring(prefix.length());
                return SyscallNumbers.of(call).stream()
                        .mapToObj(number -> of(name, new Call(call, OWN)))
                        .findFirst();
            }
        }
        return Optional.ofNullable(SPECIAL.get(name));
    }

    /** A system call's function that 64-bit programs have no number for, such as {@code __x64_sys_stat}. */
    static Optional<SyscallFunction> withoutNumber(String name) {
        return name.startsWith(WRAPPER) && of(name).isEmpty()
                ? Optional.of(of(name, new Call(name.substring(WRAPPER.length()), List.of(new Argument.Registers()))))
                : Optional.empty();
    }

    private static SyscallFunction of(String name, Call... calls) {
        return new SyscallFunction(name, List.of(calls));
    }

    private static SyscallFunction same(String name, String call, int arguments) {
        return of(name, new Call(call, OWN.subList(0, arguments)));
    }
}
