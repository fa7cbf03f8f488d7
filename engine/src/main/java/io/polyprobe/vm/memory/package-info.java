/**
 * The virtual kernel's address space.
 *
 * <p>A BPF register is a Java {@code long}, and a pointer in it is a plain number: the address of off-heap memory.
 * Whatever a program may touch (its stack, its context, map values, packets, the virtual kernel's own structures) is
 * first {@linkplain io.polyprobe.vm.memory.Memory#map mapped} as a named {@link io.polyprobe.vm.memory.Region}. Every
 * access of an unverified program goes through {@link io.polyprobe.vm.memory.Memory}, which either finds the one region
 * that holds all of it, with the right {@link io.polyprobe.vm.memory.Access}, or throws a
 * {@link io.polyprobe.vm.memory.MemoryFault} that says what lies near. So no program, however wrong, can crash the JVM
 * or look at its memory.
 *
 * <p>The machine is little-endian wherever it runs. Regions are owned by whoever allocated their segments: unmap a
 * region before its arena closes.
 */
@NullMarked
package io.polyprobe.vm.memory;

import org.jspecify.annotations.NullMarked;
