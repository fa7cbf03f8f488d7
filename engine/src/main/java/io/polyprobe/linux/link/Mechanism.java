package io.polyprobe.linux.link;

/** The ways to attach to a kernel function, in the order in which they are tried. */
public enum Mechanism {
    /** {@code perf_event_open(2)} with the {@code kprobe} event source. */
    KPROBE,
    /** A BPF trampoline, {@code fentry} or {@code fexit}. */
    TRAMPOLINE,
    /** {@code sys_enter} and {@code sys_exit}, for functions of system calls. */
    SYSCALL,
    /** A raw tracepoint that the function hits as it begins. */
    TRACEPOINT
}
