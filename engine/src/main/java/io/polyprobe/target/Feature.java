package io.polyprobe.target;

/** Kinds of probes that not every kernel has, or not for everybody. */
public enum Feature {
    /** {@link ProbeSpec.Kprobe} and {@link ProbeSpec.Kretprobe} by kprobes, not by what stands in for them. */
    KPROBE,
    /** {@link ProbeSpec.Fentry} and {@link ProbeSpec.Fexit}. */
    FENTRY,
    /** {@link ProbeSpec.ModifyReturn}. */
    MODIFY_RETURN,
    /** {@link ProbeSpec.Lsm}. */
    LSM,
    /** {@link ProbeSpec.RawTracepoint}. */
    RAW_TRACEPOINT
}
