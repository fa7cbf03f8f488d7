package io.polyprobe.linux.link;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Feature;
import io.polyprobe.target.ProbeSpec;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A place in the kernel that a program names when it is loaded, by the id of a type: a function, or for tracepoints the
 * type {@code btf_trace_NAME}.
 *
 * @param mechanism as links name it
 * @param name of the type
 * @param feature that the kernel must have, or null where it is not asked for
 */
record Hook(
        String mechanism,
        ProgramType type,
        int attachType,
        Class<? extends BtfType> kind,
        String name,
        @Nullable Feature feature) {
    static Hook of(ProbeSpec probe) {
        return switch (probe) {
            case ProbeSpec.Fentry p -> function("fentry", Bpf.TRACE_FENTRY, p.function(), Feature.FENTRY);
            case ProbeSpec.Fexit p -> function("fexit", Bpf.TRACE_FEXIT, p.function(), Feature.FENTRY);
            case ProbeSpec.ModifyReturn p ->
                function("fmod_ret", Bpf.MODIFY_RETURN, p.function(), Feature.MODIFY_RETURN);
            case ProbeSpec.Iterator p -> function("iter", Bpf.TRACE_ITER, "bpf_iter_" + p.target(), null);
            case ProbeSpec.Lsm p ->
                new Hook(
                        "lsm",
                        ProgramType.LSM,
                        Bpf.LSM_MAC,
                        BtfType.Function.class,
                        "bpf_lsm_" + p.hook(),
                        Feature.LSM);
            case ProbeSpec.TypedTracepoint p ->
                new Hook(
                        "tp_btf",
                        ProgramType.TRACING,
                        Bpf.TRACE_RAW_TP,
                        BtfType.Typedef.class,
                        "btf_trace_" + p.name(),
                        null);
            default -> throw new IllegalArgumentException(probe.toString());
        };
    }

    private static Hook function(String mechanism, int attachType, String name, @Nullable Feature feature) {
        return new Hook(mechanism, ProgramType.TRACING, attachType, BtfType.Function.class, name, feature);
    }

    /** Its id among the kernel's own types. */
    OptionalInt id(Btf types) {
        return types.id(kind, name);
    }
}
