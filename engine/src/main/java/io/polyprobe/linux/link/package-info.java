/**
 * Attaching programs to probes.
 *
 * <p>A probe is an intention; {@link io.polyprobe.linux.link.Attacher} finds the mechanism by trying. A kprobe is one
 * where the kernel has kprobes. Where it has none, fentry and fexit stand in on the same function, for the functions
 * of system calls the raw tracepoints {@code sys_enter} and {@code sys_exit}, and for some of the block layer's, which
 * take no kprobe on many kernels, the tracepoints in them. The stand-ins are programs made around the kprobe's own:
 * {@code FakeRegisters} tells how.
 *
 * <p>A uprobe is a place in a file: {@link io.polyprobe.usdt.UserFiles} finds the file, {@code UserPlace} the place, {@code UserProbes}
 * attaches to it. Samples of perf events are {@code Sampling}'s.
 */
@NullMarked
package io.polyprobe.linux.link;

import org.jspecify.annotations.NullMarked;
