/**
 * Compiles BPF programs to JVM classes, which HotSpot then compiles to the machine's code.
 *
 * <p>A program becomes one hidden class ({@link io.polyprobe.vm.jit.ProgramWriter}), each of its functions a static
 * method ({@link io.polyprobe.vm.jit.FunctionWriter}). Registers are local variables of type {@code long}, a jump is a
 * {@code goto}, a call of another function an {@code invokestatic}, and memory is read and written by address. What an
 * instruction computes is not written a second time: {@link io.polyprobe.vm.jit.Meaning} takes it from the class files
 * of the enums in {@link io.polyprobe.isa} that the interpreter calls. Helpers are constants of the class, so that
 * HotSpot inlines them.
 *
 * <pre>{@code
 * r0 += r2             lload r0; lload r2; ladd; lstore r0
 * if r3 != 0 goto l    lload r3; lconst_0; lcmp; ifeq next; goto l
 * call 5               getstatic HELPER0; aload run; lload r1 … r5; invokeinterface Helper.call; lstore r0
 * exit                 lload r0; lreturn
 * }</pre>
 *
 * <p>HotSpot compiles no method of more than 8,000 bytes (its {@code HugeMethodLimit}), so a long function becomes
 * several ({@link io.polyprobe.vm.jit.Parts}).
 *
 * <p>A program that nobody has verified is compiled with checks: {@link io.polyprobe.vm.jit.Guard} stands before each
 * access that may lie outside the function's own frame, and each block counts its instructions against the budget of
 * the run. It does what it would do in the interpreter, and faults with the same words: which instruction it was, the
 * method's exception table tells (JVMS, section 4.7.3), so a run that does not fault does nothing for it.
 */
@NullMarked
package io.polyprobe.vm.jit;

import org.jspecify.annotations.NullMarked;
