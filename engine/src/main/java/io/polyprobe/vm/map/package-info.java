/**
 * Maps of the virtual kernel: hash tables and arrays with their per-CPU forms; arrays also for a program's global variables.
 *
 * <p>A map has two faces. Programs see the kernel's: {@link io.polyprobe.vm.map.VmMap#find} gives the address of a
 * value in off-heap memory that stays where it is, and failures are negative {@link io.polyprobe.vm.map.Errno}s.
 * Scripts see {@link io.polyprobe.target.BpfMap}: copies of bytes, and failures as diagnostics. Both are one state.
 *
 * <p>{@link io.polyprobe.vm.map.Maps} makes maps, frees them, and knows them by the number that a program's register
 * holds. What each operation answers is bpf(2)'s word, and where that is silent, what Linux does.
 */
@NullMarked
package io.polyprobe.vm.map;

import org.jspecify.annotations.NullMarked;
