/**
 * Maps of the virtual kernel ({@code Documentation/bpf/maps.rst}).
 *
 * <p>A {@link io.polyprobe.vm.map.VmMap} is a map as the kernel has it: memory that stays where it is, and operations that
 * take addresses and answer negative {@link io.polyprobe.vm.map.Errno}s. Programs call them by helpers and get pointers to
 * values; user space has a {@link io.polyprobe.vm.map.MapDescriptor} with copies of bytes and with diagnostics.
 * Any number of threads may use a map at once: who reads a table locks nothing.
 *
 * <p>{@link io.polyprobe.vm.map.MapSpace} knows all maps of a virtual kernel by what a program's register holds for them,
 * and {@link io.polyprobe.vm.map.Maps} holds those of one object. What each operation answers is bpf(2)'s word, and where
 * that is silent, what Linux does.
 */
@NullMarked
package io.polyprobe.vm.map;

import org.jspecify.annotations.NullMarked;
