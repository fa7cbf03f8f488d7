package io.polyprobe.vm.world;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import java.util.Set;
import java.util.TreeSet;

/** Names that the virtual kernel knows, though nothing in its world may ever lead there. */
public final class KnownNames {
    /** How the functions behind system calls begin on x86-64. */
    public static final String SYSCALL = "__x64_sys_";

    /** Well-known functions that no world of ours calls yet. */
    private static final Set<String> QUIET = Set.copyOf(Resource.lines("quiet.txt"));

    private KnownNames() {}

    /** Whether Linux has a function of this name, as far as this engine knows. */
    public static boolean isFunction(String name) {
        return QUIET.contains(name) || isSyscall(name);
    }

    private static boolean isSyscall(String name) {
        return name.startsWith(SYSCALL)
                && SyscallTable.named(name.substring(SYSCALL.length())).isPresent();
    }

    /** Whether the virtual kernel has the layout of a tracepoint, {@code category:name}. */
    public static boolean isTracepoint(String name) {
        return TracepointCatalog.all().containsKey(name);
    }

    /** The functions in the virtual kernel's BTF. */
    public static Set<String> functions(Btf types) {
        var names = new TreeSet<String>();
        for (int id = types.firstId(); id < types.size(); id++) {
            if (types.type(id) instanceof BtfType.Function function
                    && !function.name().equals("virtual_kernel")) {
                names.add(function.name());
            }
        }
        return names;
    }
}
