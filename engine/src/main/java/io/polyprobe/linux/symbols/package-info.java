/**
 * What addresses are called.
 *
 * <p>{@link io.polyprobe.linux.symbols.KernelSymbolizer} answers for the kernel from {@code /proc/kallsyms}, for a
 * process from the files that it has mapped, their debug files, the list that a just-in-time compiler writes, and the
 * vDSO. {@link io.polyprobe.linux.symbols.FileFunctions} lists what can be traced in a program or library.
 *
 * <p>Tables are arrays of numbers that refer to names where these stand, in mapped files; a name becomes a string when
 * somebody asks for it.
 */
@NullMarked
package io.polyprobe.linux.symbols;

import org.jspecify.annotations.NullMarked;
