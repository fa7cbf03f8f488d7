/**
 * Programs in the kernel: loading, refusals, test runs.
 *
 * <p>A {@link io.polyprobe.linux.program.LoadRequest} is all that {@code BPF_PROG_LOAD} is told; {@link
 * io.polyprobe.linux.program.KernelProgram#load} tells it. Where the verifier says no, its log becomes a diagnostic
 * that names the source line, the reason and what usually helps.
 */
@NullMarked
package io.polyprobe.linux.program;

import org.jspecify.annotations.NullMarked;
