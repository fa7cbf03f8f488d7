/**
 * A small machine that there is not, in four layers:
 *
 * <ol>
 *   <li>{@code Inhabitants} says who lives there and what each does, as a {@code Plan} in the words of system calls;
 *   <li>{@code Plan} turns each system call into steps with durations, {@code Call} reports a call to every probe that
 *       sees it: the tracepoints, the function behind it, and what that calls in turn;
 *   <li>{@code Scheduler} gives tasks CPUs, and with them the time for their steps; {@code Agenda} is the order of it
 *       all;
 *   <li>{@code Population} and {@code FileTree} keep {@code task_struct}, {@code file}, {@code dentry} and their like in
 *       the {@code KernelHeap}, laid out by the virtual kernel's BTF, so that programs find there what they would find
 *       on Linux.
 * </ol>
 *
 * <p>Chance comes from one seeded source and from nothing else, and no program can touch it: same seed, same events.
 */
@NullMarked
package io.polyprobe.vm.world.simulated;

import org.jspecify.annotations.NullMarked;
