/**
 * Whether a program may run, told before it does: abstract interpretation by the rules of Linux 6.18's verifier for
 * privileged programs (root, or CAP_BPF with CAP_PERFMON).
 *
 * <pre>{@code
 * Verdict verdict = new Verifier(0).verify(Subject.of(object, program, ProgramType.XDP));
 * switch (verdict) {
 *     case Verdict.Accepted accepted -> run(program);
 *     case Verdict.Rejected rejected -> show(rejected.diagnostic());
 * }
 * }</pre>
 *
 * <p>{@code Flow} reads a program's shape; {@code Explorer} walks its paths, one {@link
 * io.polyprobe.verifier.state.State} each, and asks a class of rules about each instruction: {@code AluRules},
 * {@code JumpRules}, {@code MemoryRules} with {@code StackRules}, {@code BoundsRules}, {@code ContextRules} and
 * {@code KernelRules}, {@code FunctionRules}, {@code HelperRules} with {@code ArgumentRules} and {@code CallbackRules},
 * {@code ExitRules}. {@code Memory} keeps the states in which paths meet, so that most paths end early. {@code Report}
 * explains a rejection.
 *
 * <p>What it does not know it rejects with these words: kernel functions and open-coded iterators, arenas, pointers to
 * kernel objects in maps.
 */
@NullMarked
package io.polyprobe.verifier;

import org.jspecify.annotations.NullMarked;
