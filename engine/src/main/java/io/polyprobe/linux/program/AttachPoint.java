package io.polyprobe.linux.program;

import io.polyprobe.linux.sys.Fd;
import org.jspecify.annotations.Nullable;

/**
 * What a program is told at its loading about where it will be attached.
 *
 * @param attachType {@code enum bpf_attach_type}, 0 where the program's type says it all
 * @param btfId of the kernel function or tracepoint, 0 for none
 * @param module BTF of the module that the id is from, or null for the kernel itself
 */
public record AttachPoint(
        int attachType, int btfId, @Nullable Fd module) {
    static final AttachPoint NONE = new AttachPoint(0, 0, null);

    /** A way of attaching that is about no function in particular. */
    public static AttachPoint of(int attachType) {
        return new AttachPoint(attachType, 0, null);
    }
}
