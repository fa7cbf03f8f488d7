/**
 * Statically defined tracepoints of programs and libraries (USDT), as {@code <sys/sdt.h>} compiles them in.
 *
 * <p>Such a probe is a no-operation instruction, and an ELF note that tells where it is, which registers and memory hold
 * its arguments there, and which counter must be raised for the program to prepare them
 * (<a href="https://sourceware.org/systemtap/wiki/UserSpaceProbeImplementation">SystemTap's description</a>). {@link
 * io.polyprobe.usdt.Usdt} lists probes, enables them for functions of a script, gives the C by which those read
 * arguments, and says which uprobes they are to be attached to:
 *
 * <pre>{@code
 * var usdt = Usdt.forPid(pid);
 * usdt.enable("python:function__entry", "on_entry");
 * var bpf = Bpf.compile(target, source.withPrologue(usdt.text()), warnings);
 * usdt.attachments().forEach(to -> bpf.attach(to.function(), to.probe()));
 * }</pre>
 */
@NullMarked
package io.polyprobe.usdt;

import org.jspecify.annotations.NullMarked;
