package io.polyprobe.ptrace;

import io.polyprobe.linux.abi.Files;
import io.polyprobe.vm.world.KernelObject;
import io.polyprobe.vm.world.KnownNames;
import io.polyprobe.vm.world.SyscallTable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The kernel functions that stand right behind system calls, of which the arguments follow from those of the call and
 * the result is the call's. They are those of Linux 6.18.
 */
final class KernelFunctions {
    /** Called for each new thread, in this order. */
    static final String FORK = "sched_fork";

    static final String WAKE_NEW = "wake_up_new_task";

    /** Called for each thread that ends. */
    static final String EXIT = "do_exit";

    private static final Map<Integer, List<Behind>> BY_CALL = new HashMap<>();
    private static final Map<String, Set<Integer>> CALLS = new HashMap<>();

    static {
        SyscallTable.all().values().forEach(call -> CALLS.put(KnownNames.SYSCALL + call.name(), Set.of(call.number())));
        CALLS.put(FORK, Set.of());
        CALLS.put(WAKE_NEW, Set.of());
        CALLS.put(EXIT, Set.of());
        for (Behind behind : table()) {
            var numbers = new HashSet<Integer>();
            for (String name : behind.syscalls()) {
                int number = SyscallTable.named(name).orElseThrow().number();
                numbers.add(number);
                BY_CALL.merge(number, List.of(behind), KernelFunctions::joined);
            }
            CALLS.put(behind.name(), Set.copyOf(numbers));
        }
    }

    private KernelFunctions() {}

    /** What a function is called with; empty where this call does not lead there. */
    @FunctionalInterface
    interface Preparation {
        Optional<long[]> of(Arguments call);
    }

    /**
     * A function behind system calls.
     *
     * @param syscalls names of those that lead to it
     */
    record Behind(String name, List<String> syscalls, Preparation arguments) {}

    /** All functions that can be probed. */
    static Set<String> names() {
        return new TreeSet<>(CALLS.keySet());
    }

    /** Numbers of the system calls that lead to a function; none where it is called otherwise. */
    static Set<Integer> calls(String function) {
        return CALLS.getOrDefault(function, Set.of());
    }

    /** The functions behind a system call, the outermost first. */
    static List<Behind> behind(int call) {
        return BY_CALL.getOrDefault(call, List.of());
    }

    private static List<Behind> joined(List<Behind> outer, List<Behind> inner) {
        return java.util.stream.Stream.concat(outer.stream(), inner.stream()).toList();
    }

    private static List<Behind> table() {
        return List.of(
                new Behind("do_sys_openat2", List.of("open", "creat", "openat", "openat2"), KernelFunctions::open),
                new Behind("ksys_read", List.of("read"), KernelFunctions::transfer),
                new Behind("vfs_read", List.of("read", "pread64"), KernelFunctions::fileTransfer),
                new Behind("vfs_readv", List.of("readv", "preadv"), KernelFunctions::fileTransfer),
                new Behind("ksys_write", List.of("write"), KernelFunctions::transfer),
                new Behind("vfs_write", List.of("write", "pwrite64"), KernelFunctions::fileTransfer),
                new Behind("vfs_writev", List.of("writev", "pwritev"), KernelFunctions::fileTransfer),
                new Behind("vfs_fsync", List.of("fsync", "fdatasync"), KernelFunctions::sync),
                new Behind("vfs_fsync_range", List.of("fsync", "fdatasync"), KernelFunctions::syncRange),
                new Behind("ksys_sync", List.of("sync"), _ -> Optional.of(new long[0])),
                new Behind("do_unlinkat", List.of("unlink", "unlinkat"), KernelFunctions::unlink),
                new Behind(
                        "filp_close",
                        List.of("close"),
                        call -> call.file(call.get(0)).map(file -> new long[] {file.address(), 0})));
    }

    private static Optional<long[]> open(Arguments call) {
        return Optional.of(
                switch (call.name()) {
                    case "open" -> opened(Files.AT_FDCWD, call.get(0), call.how(call.get(1), call.get(2)));
                    case "creat" -> opened(Files.AT_FDCWD, call.get(0), call.how(Files.CREATE_ANEW, call.get(1)));
                    case "openat" -> opened(call.get(0), call.get(1), call.how(call.get(2), call.get(3)));
                    default -> opened(call.get(0), call.get(1), call.howAt(call.get(2)));
                });
    }

    private static long[] opened(long directory, long path, KernelObject how) {
        return new long[] {(int) directory, path, how.address()};
    }

    private static Optional<long[]> transfer(Arguments call) {
        return Optional.of(new long[] {call.get(0), call.get(1), call.get(2)});
    }

    /** The position in the file is not known. */
    private static Optional<long[]> fileTransfer(Arguments call) {
        return call.file(call.get(0)).map(file -> new long[] {file.address(), call.get(1), call.get(2), 0});
    }

    private static Optional<long[]> sync(Arguments call) {
        long dataOnly = call.name().equals("fdatasync") ? 1 : 0;
        return call.file(call.get(0)).map(file -> new long[] {file.address(), dataOnly});
    }

    /** All of the file. */
    private static Optional<long[]> syncRange(Arguments call) {
        return sync(call).map(whole -> new long[] {whole[0], 0, Long.MAX_VALUE, whole[1]});
    }

    private static Optional<long[]> unlink(Arguments call) {
        boolean at = call.name().equals("unlinkat");
        long directory = at ? (int) call.get(0) : Files.AT_FDCWD;
        return call.filename(call.get(at ? 1 : 0)).map(name -> new long[] {directory, name.address()});
    }
}
