/**
 * What the kernel tells user space: tracefs, its tracepoints, and the lines of {@code trace_pipe}.
 *
 * <p>{@link io.polyprobe.linux.events.TraceFs} finds or mounts the file system, {@link
 * io.polyprobe.linux.events.KernelTrace} streams the lines and can be interrupted at any time without losing one.
 */
@NullMarked
package io.polyprobe.linux.events;

import org.jspecify.annotations.NullMarked;
