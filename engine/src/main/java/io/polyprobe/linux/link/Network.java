package io.polyprobe.linux.link;

import io.polyprobe.diag.AttachException;
import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.abi.BpfAttr.LinkCreate;
import io.polyprobe.linux.abi.BpfAttr.ProgAttach;
import io.polyprobe.linux.abi.Sockets;
import io.polyprobe.linux.abi.Sockets.PacketAddress;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.Owner;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.target.Link;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Program;
import java.lang.foreign.Arena;

/**
 * Attaches programs to network devices, packet sockets, control groups and maps of sockets.
 *
 * <p>What stays when its process dies is avoided: XDP and tc go by a link, not by netlink; a control group too where it may
 * hold several programs, as links need it. A program that is to be alone in its control group can only be attached for
 * good, and is detached at closing.
 */
public final class Network {
    private Network() {}

    /**
     * Attaches a program.
     *
     * @throws AttachException where there is no such place, or the kernel refuses
     */
    public static Link attach(Program program, ProbeSpec.Network probe) {
        if (program.type() != probe.programType()) {
            throw NetworkFailures.type(program, probe);
        }
        try (var arena = Arena.ofConfined()) {
            return switch (probe) {
                // A link never replaces another's program.
                case ProbeSpec.Xdp p ->
                    device(program, p, p.device(), Bpf.XDP, p.flags() & ~ProbeSpec.Xdp.UPDATE_IF_NOEXIST, arena);
                case ProbeSpec.Tc p -> device(program, p, p.device(), p.loadedFor(), 0, arena);
                case ProbeSpec.PacketSocket p -> socket(program, p, arena);
                case ProbeSpec.Attachable p -> attachable(program, p, arena);
            };
        }
    }

    private static Link device(
            Program program, ProbeSpec.Network probe, String name, int attachType, int flags, Arena arena) {
        int device = Devices.index(name).orElseThrow(() -> NetworkFailures.device(probe, name));
        var attr = Attr.bpf(arena)
                .u32(LinkCreate.PROG_FD, program.fd())
                .u32(LinkCreate.TARGET_FD, device)
                .u32(LinkCreate.ATTACH_TYPE, attachType)
                .u32(LinkCreate.FLAGS, flags);
        return link(probe, attachType == Bpf.XDP ? "xdp" : "tcx", SystemCalls.bpf(Bpf.LINK_CREATE, attr));
    }

    private static Link link(ProbeSpec.Network probe, String mechanism, long result) {
        var owner = new Owner();
        owner.own(new Fd(NetworkFailures.checked(probe, result)));
        return new KernelLink(probe, mechanism, owner);
    }

    /** The socket hears of packets from the moment it is bound: so not before it has the program. */
    private static Link socket(Program program, ProbeSpec.PacketSocket probe, Arena arena) {
        int device = probe.device().equals(ProbeSpec.PacketSocket.ANY)
                ? 0
                : Devices.index(probe.device()).orElseThrow(() -> NetworkFailures.device(probe, probe.device()));
        try (var owner = new Owner()) {
            long opened = SystemCalls.socket(Sockets.AF_PACKET, Sockets.SOCK_RAW | Sockets.SOCK_NONBLOCK, 0);
            var socket = owner.own(new Fd(NetworkFailures.checked(probe, opened)));
            NetworkFailures.checked(
                    probe, SystemCalls.setSocketOption(socket.number(), Sockets.SO_ATTACH_BPF, program.fd()));
            var address = Attr.of(arena, PacketAddress.SIZE)
                    .u16(PacketAddress.FAMILY, Sockets.AF_PACKET)
                    .u16(PacketAddress.PROTOCOL, Short.reverseBytes((short) Sockets.ETH_P_ALL))
                    .u32(PacketAddress.IFINDEX, device);
            NetworkFailures.checked(probe, SystemCalls.bind(socket.number(), address));
            return new PacketSocket(probe, socket, owner.handOver());
        }
    }

    private static Link attachable(Program program, ProbeSpec.Attachable probe, Arena arena) {
        if (probe.type().isOfControlGroup() && probe.flags() == Bpf.F_ALLOW_MULTI) {
            var attr = Attr.bpf(arena)
                    .u32(LinkCreate.PROG_FD, program.fd())
                    .u32(LinkCreate.TARGET_FD, probe.fd())
                    .u32(LinkCreate.ATTACH_TYPE, probe.type().number());
            return link(probe, "cgroup", SystemCalls.bpf(Bpf.LINK_CREATE, attr));
        }
        try (var owner = new Owner()) {
            long duplicate = SystemCalls.duplicate(probe.fd());
            var target = owner.own(new Fd(NetworkFailures.checked(probe, duplicate)));
            NetworkFailures.checked(probe, prog(Bpf.PROG_ATTACH, program, target, probe));
            owner.own(() -> prog(Bpf.PROG_DETACH, program, target, probe));
            return new KernelLink(probe, probe.type().isOfControlGroup() ? "cgroup" : "attach", owner.handOver());
        }
    }

    private static long prog(int command, Program program, Fd target, ProbeSpec.Attachable probe) {
        try (var arena = Arena.ofConfined()) {
            var attr = Attr.bpf(arena)
                    .u32(ProgAttach.TARGET_FD, target.number())
                    .u32(ProgAttach.PROG_FD, program.fd())
                    .u32(ProgAttach.ATTACH_TYPE, probe.type().number());
            return SystemCalls.bpf(
                    command, command == Bpf.PROG_ATTACH ? attr.u32(ProgAttach.FLAGS, probe.flags()) : attr);
        }
    }
}
