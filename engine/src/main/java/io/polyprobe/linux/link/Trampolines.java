package io.polyprobe.linux.link;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.diag.RejectedException;
import io.polyprobe.isa.Assembler;
import io.polyprobe.isa.Encoder;
import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.abi.BpfAttr.RawTracepoint;
import io.polyprobe.linux.program.KernelProgram;
import io.polyprobe.linux.program.LoadRequest;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.object.ProgramType;
import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** BPF trampolines: {@code fentry} and {@code fexit}. */
final class Trampolines {
    private Trampolines() {}

    /**
     * Whether the kernel lets programs of this type in at all, found without its types, which cost much: a program for a
     * type that is no function is refused for that by a kernel that has trampolines, and for itself by others.
     */
    static boolean usable() {
        byte[] nothing = Encoder.encode(Assembler.assemble("probe", "r0 = 0\nexit\n"), ByteOrder.nativeOrder());
        var request = new LoadRequest(
                "probe", ProgramType.TRACING, nothing, "GPL", 0, Bpf.TRACE_FENTRY, 1, null, List.of(), List.of());
        try {
            KernelProgram.load(request).close();
            return true;
        } catch (RejectedException e) {
            String reason = e.diagnostics().getFirst().message();
            return reason.contains("is not a function") || reason.contains("attach_btf_id");
        }
    }

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

    /** Attaches a loaded program where it says; gives a descriptor or a negated error number. */
    static long attach(KernelProgram program) {
        return open(program, null);
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
