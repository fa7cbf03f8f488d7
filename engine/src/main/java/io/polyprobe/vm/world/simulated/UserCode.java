package io.polyprobe.vm.world.simulated;

import io.polyprobe.target.Symbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the functions of programs would lie if they had instructions: each file in a place of its own, in all processes
 * the same one, its functions one behind the other in the order in which they are first met.
 */
final class UserCode {
    private static final String LIBC = "/usr/lib/x86_64-linux-gnu/libc.so.6";
    private static final long START = 0x5580_0000_0000L;
    private static final long FILE = 1L << 24;
    private static final long FUNCTION = 0x100;
    /** How far into a function its calls return: behind an instruction of five bytes. */
    private static final long CALL = 5;

    private final List<String> files = new ArrayList<>();
    private final Map<String, List<String>> functions = new HashMap<>();

    private long address(String file, String function) {
        List<String> its = functions.computeIfAbsent(file, name -> {
            files.add(name);
            return new ArrayList<>();
        });
        int index = its.indexOf(function);
        if (index < 0) {
            index = its.size();
            its.add(function);
        }
        return START + files.indexOf(file) * FILE + index * FUNCTION + CALL;
    }

    /** Return addresses of a task's user stack, innermost first; none for the kernel's own tasks. */
    long[] stack(Task task) {
        if (task.pid == 0) {
            return new long[0];
        }
        var addresses = new ArrayList<Long>();
        if (!task.syscall.isEmpty()) {
            addresses.add(address(LIBC, wrapper(task.syscall)));
        }
        task.userFunctions.forEach(function -> addresses.add(address(task.program, function)));
        if (!task.userFunctions.contains("main")) {
            addresses.add(address(task.program, "main"));
        }
        addresses.add(address(LIBC, "__libc_start_call_main"));
        addresses.add(address(LIBC, "__libc_start_main_impl"));
        addresses.add(address(task.program, "_start"));
        return addresses.stream().mapToLong(Long::longValue).toArray();
    }

    /** The C library's function that makes a system call, where its name is another one. */
    private static String wrapper(String syscall) {
        return switch (syscall) {
            case "newfstatat" -> "fstatat64";
            case "exit_group" -> "_exit";
            case "openat" -> "__open64";
            default -> syscall;
        };
    }

    /** The function at an address. */
    Optional<Symbol> at(long address) {
        long offset = address - START;
        if (offset < 0 || offset / FILE >= files.size()) {
            return Optional.empty();
        }
        String file = files.get((int) (offset / FILE));
        List<String> its = functions.getOrDefault(file, List.of());
        long index = offset % FILE / FUNCTION;
        return index < its.size()
                ? Optional.of(new Symbol(its.get((int) index), offset % FUNCTION, file))
                : Optional.empty();
    }
}
