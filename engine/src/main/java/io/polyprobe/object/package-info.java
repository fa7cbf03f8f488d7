/**
 * ELF objects as pure data: programs, maps, globals, line information, relocations.
 *
 * <p>{@link io.polyprobe.object.ObjectReader} turns a file into an {@link io.polyprobe.object.ObjectSpec}, the same on
 * every machine and without any privilege:
 *
 * <pre>{@code
 * ObjectSpec object = ObjectReader.read("hello.o", Files.readAllBytes(path));
 * ProgramSpec entry = object.program("hello_world").orElseThrow();
 * }</pre>
 *
 * <p>On the way,
 *
 * <ol>
 *   <li>the file's headers are checked, then jelf reads sections, symbols and relocations;
 *   <li>the types are finished as a linker would, so that {@code spec.btf().encode()} is what a kernel takes;
 *   <li>maps are collected: those of {@code .maps} from their types, those of {@code maps} and {@code maps/TYPE} from
 *       their bytes, and an array for each section of globals;
 *   <li>each global function outside {@code .text} becomes a program, with all functions that it calls behind it.
 * </ol>
 *
 * <p>What is left open in a program's code is listed in its {@link io.polyprobe.object.Reference}s. The instruction
 * itself already has the pseudo source register ({@code BPF_PSEUDO_MAP_FD} and its like); its immediate is 0.
 *
 * <p>{@link io.polyprobe.object.CoreRelocator} then fits a program to the types of the kernel that is to run it, and
 * {@link io.polyprobe.object.Kconfig} fills in what it asks about that kernel.
 */
@NullMarked
package io.polyprobe.object;

import org.jspecify.annotations.NullMarked;
