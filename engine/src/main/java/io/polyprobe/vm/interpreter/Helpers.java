package io.polyprobe.vm.interpreter;

import org.jspecify.annotations.Nullable;

/** The helpers that a program may call. Asked once for each call instruction, when a program is prepared to run. */
public interface Helpers {
    /** The helper with a number, or null where this kind of program has none. */
    @Nullable
    Helper helper(int id);

    /** What a number is called, such as {@code bpf_map_lookup_elem}; also for helpers that are not there. */
    String name(int id);

    /** The kernel function (kfunc) with a BTF id, or null where there is none. */
    default @Nullable Helper kernelFunction(int btfId) {
        return null;
    }
}
