/**
 * The virtual kernel: programs run in this JVM, on events of a simulated world, with no privileges and no Linux.
 *
 * <pre>{@code
 * try (Target target = VmTarget.open(VmOptions.DEFAULT.withPace(Pace.MAX).withLimit(Duration.ofSeconds(10)))) {
 *     LoadedObject object = target.load(spec);
 *     object.attach("hello", ProbeSpec.parse("kprobe:do_sys_openat2"));
 *     TraceStream trace = target.trace();
 *     TraceLine line = trace.read(Duration.ofSeconds(1)); // lets up to a virtual second pass
 * }
 * }</pre>
 *
 * <p>It claims to be Linux 6.18 on x86-64 with four CPUs, booted 100 seconds ago. Its types, the structs that programs
 * find in its memory, are declared in C among the resources ({@code kernel/}) and compiled into a BTF of its own; they
 * bear Linux' names and hold the fields that tracing scripts read. What it does not have it says: an unknown helper,
 * map type or probe is refused with a reason, never imitated.
 *
 * <p>Its parts, from the bottom: {@code memory} (a checked address space), {@code interpreter}, {@code jit},
 * {@code map}, {@code packet}, {@code helper}, {@code world} (what happens, and when); this package joins them.
 */
@NullMarked
package io.polyprobe.vm;

import org.jspecify.annotations.NullMarked;
