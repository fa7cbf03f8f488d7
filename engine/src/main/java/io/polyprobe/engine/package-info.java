/**
 * The facade: C text or an object in; programs, maps, links and trace lines out.
 *
 * <p>A {@link io.polyprobe.engine.Bpf} is one object loaded into one {@link io.polyprobe.target.Target}:
 *
 * <pre>{@code
 * var source = CSource.of("hello.c", "int hello(void *ctx) { bpf_trace_printk(\"Hello, World!\"); return 0; }");
 * try (Target target = VmTarget.open(VmOptions.DEFAULT.withPace(Pace.MAX));
 *         Bpf bpf = Bpf.compile(target, source, warning -> {})) {
 *     bpf.attach("hello", ProbeSpec.parse("kprobe:do_sys_openat2"));
 *     TraceLine line = bpf.trace().read(Duration.ofSeconds(10));
 * }
 * }</pre>
 *
 * <p>It owns what it opened and closes it in reverse order. {@link io.polyprobe.engine.AutoAttach} knows which probe a
 * function's name or section asks for.
 */
@NullMarked
package io.polyprobe.engine;

import org.jspecify.annotations.NullMarked;
