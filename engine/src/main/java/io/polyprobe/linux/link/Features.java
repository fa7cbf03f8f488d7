package io.polyprobe.linux.link;

import io.polyprobe.diag.RejectedException;
import io.polyprobe.isa.Assembler;
import io.polyprobe.isa.Encoder;
import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.program.AttachPoint;
import io.polyprobe.linux.program.KernelProgram;
import io.polyprobe.linux.program.LoadRequest;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Feature;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What this kernel lets programs be attached to, found by loading a program that does nothing: what the kernel was built
 * with says little, since a locked-down one refuses what it has.
 */
final class Features {
    /** The security modules that run ({@code Documentation/admin-guide/LSM/index.rst}). */
    private static final Path SECURITY_MODULES = Path.of("/sys/kernel/security/lsm");

    private Features() {}

    static boolean has(Feature feature) {
        return switch (feature) {
            case KPROBE -> PerfEvents.kprobeType().isPresent();
            case FENTRY -> hooks(ProgramType.TRACING, Bpf.TRACE_FENTRY);
            case MODIFY_RETURN -> hooks(ProgramType.TRACING, Bpf.MODIFY_RETURN);
            case LSM -> hooks(ProgramType.LSM, Bpf.LSM_MAC) && runsBpfAsSecurityModule();
            case RAW_TRACEPOINT -> loads(ProgramType.RAW_TRACEPOINT);
        };
    }

    /**
     * Whether programs that hook functions are let in, found without the kernel's types, which cost much: a program for a
     * type that is no function is refused for that by a kernel that would take others, and for itself by the rest.
     */
    private static boolean hooks(ProgramType type, int attachType) {
        var point = new AttachPoint(attachType, 1, null);
        var request = new LoadRequest("probe", type, nothing(), "GPL", 0, point, false, null, List.of(), List.of());
        try {
            KernelProgram.load(request).close();
            return true;
        } catch (RejectedException e) {
            String reason = e.diagnostics().getFirst().message();
            return reason.contains("is not a function") || reason.contains("attach_btf_id");
        }
    }

    private static boolean loads(ProgramType type) {
        try {
            KernelProgram.load(LoadRequest.of("probe", type, nothing(), "GPL")).close();
            return true;
        } catch (RejectedException e) {
            return false;
        }
    }

    private static byte[] nothing() {
        return Encoder.encode(Assembler.assemble("probe", "r0 = 0\nexit\n"), ByteOrder.nativeOrder());
    }

    /** Programs for LSM hooks load, but never run, unless {@code bpf} is among the modules. */
    private static boolean runsBpfAsSecurityModule() {
        try {
            return List.of(Files.readString(SECURITY_MODULES).strip().split(",", -1))
                    .contains("bpf");
        } catch (IOException e) {
            return true; // securityfs is not mounted, so nothing is known against it
        }
    }
}
