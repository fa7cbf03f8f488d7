package io.polyprobe.vm.world;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The system calls of x86-64 with their parameters, as Linux 6.18 declares them in the formats of its
 * {@code syscalls:sys_enter_*} tracepoints. Names are those of the kernel's functions ({@code newfstatat}), which for a
 * few calls differ from the C library's.
 */
public final class SyscallTable {
    private static final Map<String, Syscall> ALL = read();
    private static final Map<Integer, Syscall> BY_NUMBER =
            ALL.values().stream().collect(Collectors.toUnmodifiableMap(Syscall::number, call -> call));

    private SyscallTable() {}

    /**
     * @param number what user space puts into {@code rax}
     * @param parameters C declarations such as {@code const char * filename}
     */
    public record Syscall(int number, String name, List<String> parameters) {
        public Syscall {
            parameters = List.copyOf(parameters);
        }
    }

    public static Optional<Syscall> named(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** @param number as in {@link Syscall#number} */
    public static Optional<Syscall> numbered(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }

    /** By name. */
    public static Map<String, Syscall> all() {
        return ALL;
    }

    private static Map<String, Syscall> read() {
        var table = new TreeMap<String, Syscall>();
        for (String line : Resource.lines("syscalls.txt")) {
            List<String> parts = List.of(line.split("\\|"));
            table.put(
                    parts.get(1),
                    new Syscall(Integer.parseInt(parts.get(0)), parts.get(1), parts.subList(2, parts.size())));
        }
        return Collections.unmodifiableMap(table);
    }
}
