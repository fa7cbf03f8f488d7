package io.polyprobe.linux.link;

import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.events.TraceFs;
import io.polyprobe.target.ProbeSpec;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a program cannot be attached, and what still works.
 *
 * @param fs tells which tracepoints could serve instead
 * @param probes tells what exists
 */
record Failures(TraceFs fs, KernelProbes probes) {
    private static final String HOOKS_NEED =
            "A locked-down kernel refuses to everybody what changes its course; root, or CAP_BPF and CAP_PERFMON, is"
                    + " needed elsewhere.";

    /** There is no such probe. */
    AttachException unknown(ProbeSpec probe) {
        List<ProbeSpec> near = probes.nearest(probe);
        var diagnostic = Diagnostic.error("this kernel has no " + kind(probe) + " '" + name(probe) + "'");
        return new AttachException(
                near.isEmpty()
                        ? diagnostic
                        : diagnostic.withHint("Did you mean "
                                + near.stream().map(ProbeSpec::toString).collect(Collectors.joining(", "))
                                + "?"));
    }

    /** The kernel refuses a kprobe. */
    AttachException kprobe(ProbeSpec probe, long result) {
        if (!probes.exists(probe)) {
            return unknown(probe);
        }
        if (Errno.EACCES.is(result) || Errno.EPERM.is(result)) {
            return event(probe, result);
        }
        return new AttachException(Diagnostic.error(
                "the kernel does not let " + probe + " be probed: " + Errno.describe(result),
                "Some functions must not be probed (/sys/kernel/debug/kprobes/blacklist), and an offset must be where an"
                        + " instruction begins."));
    }

    /** The kernel refuses to open an event or to run a program on it. */
    AttachException event(ProbeSpec probe, long result) {
        String message = "cannot attach to " + probe + ": " + Errno.describe(result);
        if (probe instanceof ProbeSpec.Tracepoint && Errno.EACCES.is(result)) {
            return new AttachException(Diagnostic.error(
                    message,
                    "The program may read beyond the end of the tracepoint's record: compare it with " + fs.root()
                            + "/events/" + name(probe).replace(':', '/') + "/format.",
                    "Attaching needs root, or CAP_BPF and CAP_PERFMON."));
        }
        if (probe instanceof ProbeSpec.RawTracepoint && Errno.EINVAL.is(result)) {
            return new AttachException(Diagnostic.error(
                    message,
                    "The program reads more arguments than the tracepoint has: this kernel's may have other ones than"
                            + " the program was written for."));
        }
        return new AttachException(Diagnostic.error(message, "Attaching needs root, or CAP_BPF and CAP_PERFMON."));
    }

    /** The kernel has no uprobes. */
    AttachException noUprobes(ProbeSpec probe) {
        return new AttachException(Diagnostic.error(
                "cannot attach to " + probe + ": this kernel has no uprobes", "It needs CONFIG_UPROBE_EVENTS."));
    }

    /** The kernel refuses a uprobe for what stands there. */
    AttachException noInstruction(ProbeSpec probe, UserPlace place, long result) {
        return new AttachException(Diagnostic.error(
                "the kernel does not let %s be probed at offset 0x%x of %s: %s"
                        .formatted(probe, place.offset(), place.path(), Errno.describe(result)),
                "The offset must be where an instruction begins, and one that can be traced."));
    }

    /** The kernel has no kprobes, and nothing stands in. */
    AttachException noKprobes(ProbeSpec probe, String function, long offset) {
        if (!probes.exists(probe)) {
            return unknown(probe);
        }
        if (offset != 0) {
            return new AttachException(Diagnostic.error(
                    "cannot attach to " + probe + ": this kernel has no kprobes, and nothing else stops inside a"
                            + " function",
                    "Probe the function's entry instead, or run with --target vm."));
        }
        return new AttachException(unavailable(probe, function, "this kernel has no kprobes and refuses fentry"));
    }

    /** The kernel lets no programs of that kind in. */
    AttachException refused(ProbeSpec probe, String function) {
        return new AttachException(
                switch (probe) {
                    case ProbeSpec.ModifyReturn _ ->
                        Diagnostic.error("cannot attach to " + probe + ": this kernel refuses fmod_ret", HOOKS_NEED);
                    case ProbeSpec.Lsm _ ->
                        Diagnostic.error(
                                "cannot attach to " + probe + ": this kernel runs no programs as a security module",
                                HOOKS_NEED,
                                "/sys/kernel/security/lsm must name bpf, and CONFIG_BPF_LSM be set.");
                    default ->
                        unavailable(probe, function, "this kernel refuses programs of type TRACING (fentry, fexit)");
                });
    }

    private Diagnostic unavailable(ProbeSpec probe, String function, String why) {
        var diagnostic = Diagnostic.error("cannot attach to " + probe + ": " + why);
        boolean onReturn = probe instanceof ProbeSpec.Kretprobe || probe instanceof ProbeSpec.Fexit;
        if (SyscallFunction.of(function).isPresent()) {
            return diagnostic.withHint((onReturn ? "kretprobe:" : "kprobe:") + function
                    + " works here: it is attached to the system call's raw tracepoint.");
        }
        List<String> tracepoints = Tracepoints.like(function, onReturn, probes.tracepoints());
        return tracepoints.isEmpty()
                ? diagnostic.withHint("What works here: tracepoint:..., raw_tracepoint:..., and kprobes on functions of"
                        + " system calls such as kprobe:do_sys_openat2.")
                : diagnostic.withHint("What may show the same here: " + String.join(", ", tracepoints) + ".");
    }

    private static String kind(ProbeSpec probe) {
        return switch (probe) {
            case ProbeSpec.Tracepoint _ -> "tracepoint";
            case ProbeSpec.RawTracepoint _, ProbeSpec.TypedTracepoint _ -> "raw tracepoint";
            case ProbeSpec.Lsm _ -> "LSM hook";
            case ProbeSpec.Iterator _ -> "iterator";
            default -> "function";
        };
    }

    private static String name(ProbeSpec probe) {
        String text = probe.toString();
        return text.substring(text.indexOf(':') + 1);
    }
}
