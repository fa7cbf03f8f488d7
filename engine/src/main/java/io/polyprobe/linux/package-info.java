/**
 * Linux as a target: {@code bpf(2)}, {@code perf_event_open(2)} and tracefs behind the contract of {@code
 * io.polyprobe.target}.
 *
 * <pre>{@code
 * List<Diagnostic> obstacles = KernelTarget.check();      // empty where this kernel can be used, else why not
 * try (Target target = KernelTarget.open(note -> {})) {
 *     LoadedObject object = target.load(spec);
 *     Link link = object.attach("hello", ProbeSpec.parse("kprobe:do_sys_openat2"));
 *     link.mechanism();                                   // "kprobe", or what stood in for it
 * }
 * }</pre>
 *
 * <p>What a kernel can do is found by trying, never by its version. What it refuses becomes a diagnostic that says what
 * was tried, the kernel's reason and what helps.
 *
 * <p>Everything hangs on file descriptors, so a process that is killed leaves nothing attached. What only tracefs
 * can make (a second reader's directory, a kretprobe with a {@code maxactive}) is named after its process, and the next
 * process that makes one sweeps those of the dead.
 *
 * <p>Its parts, from the bottom: {@code abi} (the kernel's numbers), {@code sys} (system calls), {@code symbols},
 * {@code map}, {@code program}, {@code events} (tracefs and its lines), {@code link} (attaching). This package joins
 * them.
 */
@NullMarked
package io.polyprobe.linux;

import org.jspecify.annotations.NullMarked;
