/**
 * BPF type format: types as C declares them, their layouts, and C printed from them.
 *
 * <p>BTF is a list of types and a heap of strings. A type is a few words: a name, a kind, and the ids of the types that
 * it is made of. {@code struct pair { int a; char *b; }} takes four types:
 *
 * <pre>{@code
 * 1  Int      int
 * 2  Int      char
 * 3  Pointer  2
 * 4  Struct   pair { a: 1 at bit 0, b: 3 at bit 64 }
 * }</pre>
 *
 * <p>{@link io.polyprobe.btf.Btf} reads it: a kernel's is some hundred thousand types, so it finds where each begins and
 * makes a {@link io.polyprobe.btf.BtfType} only when asked.
 *
 * <pre>{@code
 * Btf kernel = Btf.parse(Files.readAllBytes(Path.of("/sys/kernel/btf/vmlinux")));
 * int task = kernel.id(BtfType.Struct.class, "task_struct").orElseThrow();
 * kernel.sizeOf(task);                          // 3264
 * kernel.field(task, "se.vruntime");            // type, bit offset, bit size
 * }</pre>
 *
 * <p>{@link io.polyprobe.btf.BtfBuilder} writes it. The document that this follows is the kernel's
 * {@code Documentation/bpf/btf.rst}.
 */
@NullMarked
package io.polyprobe.btf;

import org.jspecify.annotations.NullMarked;
