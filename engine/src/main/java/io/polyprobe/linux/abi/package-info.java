/**
 * The kernel's numbers: system calls, error numbers, and where the fields of {@code union bpf_attr} and {@code struct
 * perf_event_attr} lie.
 *
 * <p>Each class stands for one header of the kernel and keeps that header's names, so that a number can be looked up
 * where it comes from. Nothing here calls anything.
 */
@NullMarked
package io.polyprobe.linux.abi;

import org.jspecify.annotations.NullMarked;
