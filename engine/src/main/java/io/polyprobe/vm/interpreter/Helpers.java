package io.polyprobe.vm.interpreter;

import org.jspecify.annotations.Nullable;

/** The helpers that a program may call. Asked once for each call instruction, when a program is prepared to run. */
public interface Helpers {
    /** The helper with a number, or null where this kind of program has none. */
    @Nullable
    Helper helper(int id);

    /** What a number is called, such as {@code bpf_map_lookup_elem}; also for helpers that are not there. */
    String name(int id);

    /**
     * What the legacy packet loads do ({@code LD_ABS} and {@code LD_IND}, RFC 9669, section 5.6), or null where this kind
     * of program has none: given context, offset and number of bytes, the number there, most significant byte first, or a
     * negative one where the packet does not reach so far.
     */
    default @Nullable Helper packetLoad() {
        return null;
    }

    /** The kernel function (kfunc) with a BTF id, or null where there is none. */
    default @Nullable Helper kernelFunction(int btfId) {
        return null;
    }
}
