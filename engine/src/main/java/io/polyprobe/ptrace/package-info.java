/**
 * The ptrace world: what a real program does is what happens in the virtual kernel, and no privilege is needed for it.
 *
 * <p>{@link io.polyprobe.ptrace.PtraceWorlds} makes one. From the bottom:
 *
 * <ol>
 *   <li>{@code Registers} knows the machine, {@code Spawn} starts a program, {@code SyscallFilter} says which of its
 *       system calls stop it;
 *   <li>{@code Tracer} owns the one thread that may ask ptrace(2) for anything; it follows threads and children, and
 *       tells what they do as an {@code Event};
 *   <li>{@code Handover} brings an event to the thread on which the script waits, and holds the tracer, and with it the
 *       program, until that has dealt with it;
 *   <li>there {@code Reports} turns it into hits, and {@code Now} answers what programs ask of the process meanwhile,
 *       out of its memory and of proc(5).
 * </ol>
 *
 * <p>Sources: ptrace(2), seccomp(2), process_vm_readv(2), proc(5), and what Linux 6.18 was seen to do.
 */
@NullMarked
package io.polyprobe.ptrace;

import org.jspecify.annotations.NullMarked;
