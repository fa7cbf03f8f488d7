package io.polyprobe.linux.link;

import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.abi.BpfAttr.LinkCreate;
import io.polyprobe.linux.abi.Errno;
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
import java.lang.foreign.ValueLayout;

/**
 * Uprobes and uretprobes.
 *
 * <p>Kernels since 6.6 attach them by a link of type {@code uprobe_multi}, older ones by perf events. Links are
 * preferred since they let go in parallel, where each perf event waits tens of milliseconds under one lock.
 */
final class UserProbes {
    private UserProbes() {}

    /**
     * Attaches a function to a place.
     *
     * @throws io.polyprobe.diag.AttachException where the kernel refuses
     */
    static Link attach(
            ProgramLoader loader, ProgramSpec function, ProbeSpec probe, UserPlace place, Failures failures) {
        try (var owner = new Transfer(failures)) {
            // A kernel without such links does not look at the attach type of a kprobe's program.
            var point = AttachPoint.of(Bpf.TRACE_UPROBE_MULTI);
            var program = owner.load(() -> loader.load(function, ProgramType.KPROBE, point));
            long link = link(program, place);
            if (link >= 0) {
                owner.own(probe, link);
            } else {
                owner.run(program, event(probe, place, failures), probe);
            }
            return owner.link(probe, place.onReturn() ? "uretprobe" : "uprobe");
        }
    }

    private static long event(ProbeSpec probe, UserPlace place, Failures failures) {
        int type = PerfEvents.uprobeType().orElseThrow(() -> failures.noUprobes(probe));
        long event = PerfEvents.uprobe(type, place);
        if (Errno.EINVAL.is(event) || Errno.EIO.is(event) || Errno.EOPNOTSUPP.is(event)) {
            throw failures.noInstruction(probe, place, event);
        }
        return event;
    }

    private static long link(KernelProgram program, UserPlace place) {
        try (var arena = Arena.ofConfined()) {
            var attr = Attr.bpf(arena)
                    .u32(LinkCreate.PROG_FD, program.fd())
                    .u32(LinkCreate.ATTACH_TYPE, Bpf.TRACE_UPROBE_MULTI)
                    .string(LinkCreate.UPROBE_PATH, place.path().toString())
                    .pointer(LinkCreate.UPROBE_OFFSETS, arena.allocateFrom(ValueLayout.JAVA_LONG, place.offset()))
                    .u32(LinkCreate.UPROBE_COUNT, 1)
                    .u32(LinkCreate.UPROBE_FLAGS, place.onReturn() ? Bpf.MULTI_RETURN : 0)
                    .u32(LinkCreate.UPROBE_PID, Math.max(place.pid(), 0));
            if (place.referenceCounter() != 0) {
                attr.pointer(
                        LinkCreate.UPROBE_REF_CTR_OFFSETS,
                        arena.allocateFrom(ValueLayout.JAVA_LONG, place.referenceCounter()));
            }
            return SystemCalls.bpf(Bpf.LINK_CREATE, attr);
        }
    }
}
