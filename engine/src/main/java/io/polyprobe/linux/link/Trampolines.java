package io.polyprobe.linux.link;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.abi.BpfAttr.RawTracepoint;
import io.polyprobe.linux.program.KernelProgram;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.SystemCalls;
import java.lang.foreign.Arena;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** BPF trampolines: {@code fentry} and {@code fexit}. */
final class Trampolines {
    private Trampolines() {}

    /** The BTF id of a kernel function. */
    static OptionalInt id(Btf types, String function) {
        return types.id(BtfType.Function.class, function);
    }

    /** How many arguments a function has. */
    static int arguments(Btf types, int id) {
        var function = (BtfType.Function) types.type(id);
        return ((BtfType.Prototype) types.type(function.prototype()))
                .parameters()
                .size();
    }

    /** Attaches a loaded program to a raw tracepoint, or where it says for null. */
    static long open(KernelProgram program, @Nullable String tracepoint) {
        try (var arena = Arena.ofConfined()) {
            var attr = Attr.bpf(arena).u32(RawTracepoint.PROG_FD, program.fd());
            if (tracepoint != null) {
                attr.string(RawTracepoint.NAME, tracepoint);
            }
            return SystemCalls.bpf(Bpf.RAW_TRACEPOINT_OPEN, attr);
        }
    }
}
