package io.polyprobe.linux.link;

import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.abi.BpfAttr.LinkCreate;
import io.polyprobe.linux.program.AttachPoint;
import io.polyprobe.linux.program.KernelProgram;
import io.polyprobe.linux.program.ProgramLoader;
import io.polyprobe.linux.symbols.Kallsyms;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.target.Link;
import io.polyprobe.target.ProbeSpec;
import java.lang.foreign.Arena;

/**
 * Attaches where a program itself says: fentry, fexit, fmod_ret, LSM hooks, typed tracepoints and iterators.
 *
 * @param loader makes the programs, and knows the kernel's types
 */
record Hooks(ProgramLoader loader, Failures failures) {
    /**
     * Attaches a function.
     *
     * @throws io.polyprobe.diag.AttachException where the kernel has no such hook, or lets no programs in there
     * @throws io.polyprobe.diag.RejectedException where it refuses this program
     */
    Link attach(ProgramSpec function, ProbeSpec probe) {
        var hook = Hook.of(probe);
        if (hook.feature() != null && !Features.has(hook.feature())) {
            throw failures.refused(probe, hook.name());
        }
        try (var owner = new Transfer(failures)) {
            var point = point(hook, probe, owner);
            var program = owner.load(() -> loader.load(function, hook.type(), point));
            if (probe instanceof ProbeSpec.Iterator iterator) {
                var link = owner.own(probe, link(program));
                return new IteratorLink(iterator, link, owner.keep());
            }
            return owner.open(program, null, probe, hook.mechanism());
        }
    }

    private AttachPoint point(Hook hook, ProbeSpec probe, Transfer owner) {
        var kernel = loader.types().btf();
        var id = hook.id(kernel);
        if (id.isPresent()) {
            return new AttachPoint(hook.attachType(), id.getAsInt(), null);
        }
        String module = Kallsyms.moduleOf(hook.name()).orElseThrow(() -> failures.unknown(probe));
        int inModule = ModuleTypes.id(kernel, module, hook.name()).orElseThrow(() -> failures.unknown(probe));
        var types = ModuleTypes.open(module).orElseThrow(() -> failures.unknown(probe));
        return new AttachPoint(hook.attachType(), inModule, owner.own(types));
    }

    private static long link(KernelProgram program) {
        try (var arena = Arena.ofConfined()) {
            return SystemCalls.bpf(
                    Bpf.LINK_CREATE,
                    Attr.bpf(arena).u32(LinkCreate.PROG_FD, program.fd()).u32(LinkCreate.ATTACH_TYPE, Bpf.TRACE_ITER));
        }
    }
}
