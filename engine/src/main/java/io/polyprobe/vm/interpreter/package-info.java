/**
 * Runs BPF programs that nobody has verified.
 *
 * <p>A program's instructions become a {@link io.polyprobe.vm.interpreter.Code} once, and an
 * {@link io.polyprobe.vm.interpreter.Interpreter} runs it as often as its probe is hit. What it calls comes in as
 * {@link io.polyprobe.vm.interpreter.Helpers}; a helper sees the run through
 * {@link io.polyprobe.vm.interpreter.Invocation}. Whatever a program may not do ends the run with a
 * {@link io.polyprobe.diag.FaultException} that names the instruction, the source line and the registers.
 */
@NullMarked
package io.polyprobe.vm.interpreter;

import org.jspecify.annotations.NullMarked;
