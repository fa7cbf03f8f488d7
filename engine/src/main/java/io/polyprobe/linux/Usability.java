package io.polyprobe.linux;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.PolyprobeException;
import io.polyprobe.diag.TargetException;
import io.polyprobe.isa.Assembler;
import io.polyprobe.isa.Encoder;
import io.polyprobe.linux.events.TraceFs;
import io.polyprobe.linux.program.KernelProgram;
import io.polyprobe.linux.program.LoadRequest;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.object.ProgramType;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Whether this machine's kernel can be used, by doing the least that using it takes. */
final class Usability {
    private Usability() {}

    static List<Diagnostic> obstacles() {
        if (!SystemCalls.supported()) {
            return List.of(Diagnostic.error(
                    "there is no Linux kernel to use: this is " + System.getProperty("os.name") + " on "
                            + System.getProperty("os.arch"),
                    "The kernel target needs Linux on x86-64 or aarch64; the VM runs everywhere."));
        }
        var found = new ArrayList<Diagnostic>();
        tried(found, Usability::loadProgram);
        tried(found, () -> new TraceFs(TraceFs.find().root()));
        return found;
    }

    private static void tried(List<Diagnostic> found, Runnable attempt) {
        try {
            attempt.run();
        } catch (PolyprobeException e) {
            found.addAll(e.diagnostics());
        }
    }

    private static void loadProgram() {
        byte[] nothing = Encoder.encode(Assembler.assemble("check", "r0 = 0\nexit\n"), ByteOrder.nativeOrder());
        try {
            KernelProgram.load(LoadRequest.of("check", ProgramType.TRACEPOINT, nothing, "GPL"))
                    .close();
        } catch (PolyprobeException e) {
            throw new TargetException(explain(e.diagnostics().getFirst().message()), e);
        }
    }

    private static Diagnostic explain(String refusal) {
        if (refusal.contains("ENOSYS")) {
            return Diagnostic.error(
                    "this kernel has no BPF: bpf(2) is not there",
                    "It needs CONFIG_BPF_SYSCALL; the VM needs nothing.");
        }
        if (refusal.contains("EPERM") || refusal.contains("EACCES")) {
            return SystemCalls.effectiveUser() == 0
                    ? Diagnostic.error(
                            "the kernel refuses BPF programs even to root: " + refusal,
                            "In a container, run it privileged or with CAP_BPF and CAP_PERFMON; else the kernel is"
                                    + " locked down (/sys/kernel/security/lockdown).")
                    : Diagnostic.error(
                            "the kernel takes BPF programs from root only",
                            "Run it with sudo, or give it CAP_BPF and CAP_PERFMON.");
        }
        return Diagnostic.error("the kernel refuses the simplest tracing program: " + refusal);
    }
}
