/**
 * What the kernel tells user space: tracefs, its tracepoints, the lines of {@code trace_pipe}, and the events of perf
 * event arrays and ring buffers.
 *
 * <p>{@link io.polyprobe.linux.events.TraceFs} finds or mounts the file system, {@link
 * io.polyprobe.linux.events.KernelTrace} streams the lines and can be interrupted at any time without losing one.
 *
 * <p>{@link io.polyprobe.linux.events.KernelEvents} reads rings in memory that it shares with the kernel: a perf ring for
 * each CPU, or one ring buffer for all. The kernel moves the end of what is written, we the end of what is read, each
 * with release after the bytes and read with acquire before them, so that neither side ever needs a lock.
 */
@NullMarked
package io.polyprobe.linux.events;

import org.jspecify.annotations.NullMarked;
