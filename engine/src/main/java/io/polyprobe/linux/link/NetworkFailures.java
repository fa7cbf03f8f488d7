package io.polyprobe.linux.link;

import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Program;
import java.util.List;
import java.util.stream.Collectors;

/** Why a program cannot be attached to a device, a socket, a control group or a map, and what to do. */
final class NetworkFailures {
    private static final String NEEDS_ROOT = "Attaching needs root, or CAP_BPF and CAP_NET_ADMIN.";

    private NetworkFailures() {}

    /** The result of a call that must not fail. */
    static long checked(ProbeSpec.Network probe, long result) {
        if (result >= 0) {
            return result;
        }
        throw new AttachException(Diagnostic.error(
                "cannot attach to " + probe + ": " + Errno.describe(result),
                hints(probe, result).toArray(String[]::new)));
    }

    static AttachException device(ProbeSpec.Network probe, String device) {
        return new AttachException(Diagnostic.error(
                "cannot attach to " + probe + ": there is no network device '" + device + "'",
                "Devices here: " + Devices.names().collect(Collectors.joining(", ")) + "."));
    }

    static AttachException type(Program program, ProbeSpec.Network probe) {
        return new AttachException(Diagnostic.error(
                "cannot attach to " + probe + ": the program '" + program.name() + "' is loaded as " + program.type(),
                "It must be loaded as " + probe.programType() + "."));
    }

    private static List<String> hints(ProbeSpec.Network probe, long result) {
        if (Errno.EPERM.is(result) || Errno.EACCES.is(result)) {
            return probe instanceof ProbeSpec.Attachable
                    ? List.of(
                            NEEDS_ROOT,
                            "A control group above or below may hold a program with other flags: 2 (BPF_F_ALLOW_MULTI)"
                                    + " lets several be there, 1 (BPF_F_ALLOW_OVERRIDE) others below.")
                    : List.of(NEEDS_ROOT);
        }
        return switch (probe) {
            case ProbeSpec.Xdp p -> xdp(p, result);
            case ProbeSpec.PacketSocket _ -> List.of();
            case ProbeSpec.Tc _ ->
                Errno.EINVAL.is(result) ? List.of("Kernels before 6.6 have no links for programs of tc.") : List.of();
            case ProbeSpec.Attachable p -> attachable(p, result);
        };
    }

    private static List<String> xdp(ProbeSpec.Xdp probe, long result) {
        if (Errno.EBUSY.is(result) || Errno.EEXIST.is(result)) {
            return List.of(
                    "Another program is on the device. `ip link show dev %1$s` shows it, and `ip link set dev %1$s xdp off` takes it away unless a process holds it."
                            .formatted(probe.device()));
        }
        if (Errno.EOPNOTSUPP.is(result)) {
            return List.of("The device's driver has no XDP: XDP_FLAGS_SKB_MODE (2) works for each device.");
        }
        if (Errno.EINVAL.is(result)) {
            return List.of(
                    "The flags may not fit: one of XDP_FLAGS_SKB_MODE (2), XDP_FLAGS_DRV_MODE (4) and XDP_FLAGS_HW_MODE"
                            + " (8) at most, and not XDP_FLAGS_REPLACE (16).",
                    "Kernels before 5.9 have no links for XDP.");
        }
        return List.of();
    }

    private static List<String> attachable(ProbeSpec.Attachable probe, long result) {
        if (Errno.EBADF.is(result) || Errno.EINVAL.is(result)) {
            return List.of(
                    probe.type().isOfControlGroup()
                            ? "The descriptor must be that of an open control group of version 2, a directory such as"
                                    + " /sys/fs/cgroup/NAME or /sys/fs/cgroup/unified/NAME."
                            : "The descriptor must be that of what such programs go to: for SK_MSG_VERDICT and"
                                    + " SK_SKB_* a map of sockets.",
                    "The function must have been loaded for " + probe.type() + " ("
                            + probe.type().number() + ").");
        }
        return List.of();
    }
}
