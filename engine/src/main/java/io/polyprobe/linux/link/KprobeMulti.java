package io.polyprobe.linux.link;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.abi.BpfAttr.LinkCreate;
import io.polyprobe.linux.program.AttachPoint;
import io.polyprobe.linux.program.KernelProgram;
import io.polyprobe.linux.program.ProgramLoader;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Link;
import io.polyprobe.target.ProbeSpec;
import java.lang.foreign.Arena;

/**
 * Kprobes on many functions by one link, on kernels since 5.18 that have fprobes ({@code CONFIG_FPROBE}). Where each
 * kprobe of its own waits tens of milliseconds to be closed, the link waits once for all.
 */
final class KprobeMulti {
    private KprobeMulti() {}

    /** @throws io.polyprobe.diag.AttachException where the kernel has no such links, or refuses one of the functions */
    static Link attach(ProgramLoader loader, ProgramSpec function, ProbeSpec.Kprobes probe, Failures failures) {
        try (var owner = new Transfer(failures)) {
            var point = AttachPoint.of(Bpf.TRACE_KPROBE_MULTI);
            var program = owner.load(() -> loader.load(function, ProgramType.KPROBE, point));
            owner.own(probe, link(program, probe));
            return owner.link(probe, "kprobe_multi");
        }
    }

    private static long link(KernelProgram program, ProbeSpec.Kprobes probe) {
        try (var arena = Arena.ofConfined()) {
            var symbols = arena.allocate(JAVA_LONG, probe.functions().size());
            for (int i = 0; i < probe.functions().size(); i++) {
                symbols.setAtIndex(
                        JAVA_LONG,
                        i,
                        arena.allocateFrom(probe.functions().get(i)).address());
            }
            return SystemCalls.bpf(
                    Bpf.LINK_CREATE,
                    Attr.bpf(arena)
                            .u32(LinkCreate.PROG_FD, program.fd())
                            .u32(LinkCreate.ATTACH_TYPE, Bpf.TRACE_KPROBE_MULTI)
                            .u32(LinkCreate.KPROBE_FLAGS, probe.onReturn() ? Bpf.MULTI_RETURN : 0)
                            .u32(LinkCreate.KPROBE_COUNT, probe.functions().size())
                            .pointer(LinkCreate.KPROBE_SYMBOLS, symbols));
        }
    }
}
