/**
 * BCC's C made plain C.
 *
 * <p>The C of tracing scripts is not quite C: maps have methods ({@code counts.increment(key)}), functions have the
 * parameters of the kernel function they trace, {@code bpf_trace_printk("...")} takes a literal. It includes kernel
 * headers that this engine does without. {@link io.polyprobe.dialect.Dialect} compiles it in three steps, each one run
 * of clang in a directory of its own:
 *
 * <ol>
 *   <li><b>Header.</b> The names in the text say which kernel types are wanted. {@code Header} prints those from the
 *       target's BTF, together with the structs of tracepoints, and puts the engine's own declarations around them
 *       (resources {@code base.h}, {@code helpers.h}, {@code macros.h}). Clang precompiles it, so that it is read once.
 *       Each {@code #include} of a kernel header finds an empty file, that of {@code bcc/proto.h} the structs of
 *       {@code protocols.h}.
 *   <li><b>Analysis.</b> Clang reads the user's text, in which the macros of {@code analysis.h} make maps structs with
 *       function pointers, so that the dialect is valid C; what is wrong with it is told here, against the text as it
 *       was written. Its syntax tree comes out as JSON.
 *   <li><b>Generation.</b> Each {@link io.polyprobe.dialect.Pass} looks through the tree for one construct and makes
 *       {@link io.polyprobe.dialect.Edits} to the text. The new text is compiled, now with the macros of
 *       {@code generation.h}, in which maps are BTF-defined. Edits never add or remove a line. What no BTF can say
 *       is left in two sections for {@link io.polyprobe.object.ObjectReader}: what each buffer carries, and who shares
 *       a table.
 * </ol>
 *
 * <p>What reads the kernel's memory as if it were the program's own is found by following pointers: see
 * {@link io.polyprobe.dialect.PointerDepths} for the idea, {@link io.polyprobe.dialect.PointerFlow} for the ways they
 * take, and {@link io.polyprobe.dialect.ImplicitReads} for what becomes of a read.
 *
 * <p>{@link io.polyprobe.dialect.LineOrigin} knows where in the script the C text stands, so that every message of
 * clang's is shown there. Text in libbpf's style ({@code SEC("...")}, {@code .maps}) holds nothing to edit and passes
 * through.
 */
@NullMarked
package io.polyprobe.dialect;

import org.jspecify.annotations.NullMarked;
