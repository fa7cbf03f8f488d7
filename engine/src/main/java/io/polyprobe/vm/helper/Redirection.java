package io.polyprobe.vm.helper;

import io.polyprobe.object.ProgramType;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.packet.Packet;
import io.polyprobe.vm.packet.Packets;
import io.polyprobe.vm.packet.SocketBuffer;
import java.util.Map;

/**
 * Helpers that send packets elsewhere ({@code bpf-helpers(7)}): they give the verdict by which the program's caller does
 * so. What is sent to the loopback device, the only one, is gone.
 */
final class Redirection {
    /** {@code XDP_ABORTED} and {@code XDP_REDIRECT}. */
    private static final int XDP_ABORTED = 0;

    private static final int XDP_REDIRECT = 4;

    /** {@code TC_ACT_SHOT} and {@code TC_ACT_REDIRECT}. */
    private static final int TC_ACT_SHOT = 2;

    private static final int TC_ACT_REDIRECT = 7;

    /** {@code BPF_F_INGRESS}. */
    private static final long INGRESS = 1;

    /** {@code BPF_MTU_CHK_SEGS}: about packets in segments, of which there are none. */
    private static final long SEGMENTS = 1;

    /** What the loopback device takes, without Ethernet header. */
    private static final long LONGEST = 65_536;

    /** {@code struct bpf_redir_neigh}. */
    private static final int NEIGHBOUR = 20;

    private final Packets packets;

    Redirection(Packets packets) {
        this.packets = packets;
    }

    /** @param type of the programs, each of which has verdicts of its own */
    Map<Integer, Helper> table(ProgramType type) {
        boolean xdp = type == ProgramType.XDP;
        return Map.of(
                13,
                this::cloneTo,
                163,
                (call, context, device, length, difference, flags) ->
                        fits(call, context, device, length, (int) difference, flags, xdp ? 0 : SEGMENTS),
                23,
                (_, _, flags, _, _, _) -> xdp ? (flags == 0 ? XDP_REDIRECT : XDP_ABORTED) : verdict(flags & ~INGRESS),
                152,
                (_, _, _, size, flags, _) -> (int) size != 0 && Integer.compareUnsigned((int) size, NEIGHBOUR) < 0
                        ? TC_ACT_SHOT
                        : verdict(flags),
                155,
                (_, _, flags, _, _, _) -> verdict(flags));
    }

    /**
     * {@code bpf_check_mtu}: 0 where a packet is not too long for a device, 1 where it is.
     *
     * @param length where the length without Ethernet header is, 0 there for the packet's own; gets what the device takes
     * @param known the flags that there are: those of segments go with the packet's own length alone
     */
    private long fits(Invocation call, long context, long device, long length, int difference, long flags, long known) {
        Packet packet = packets.at(Packet.class, context);
        long given = call.memory().load(length, Integer.BYTES);
        if ((flags & ~known) != 0 || (flags != 0 && (difference != 0 || given != 0))) {
            return Errno.EINVAL.result();
        }
        if ((int) device != 0 && (int) device != Packet.LOOPBACK) {
            return Errno.ENODEV.result();
        }
        long bytes = (given == 0 ? packet.length() : given + Packet.ETHERNET_HEADER) + difference;
        call.memory().store(length, Integer.BYTES, LONGEST);
        return bytes > LONGEST + Packet.ETHERNET_HEADER ? 1 : 0;
    }

    private static int verdict(long unknownFlags) {
        return unknownFlags == 0 ? TC_ACT_REDIRECT : TC_ACT_SHOT;
    }

    private long cloneTo(Invocation call, long context, long device, long flags, long r4, long r5) {
        packets.at(SocketBuffer.class, context);
        return (flags & ~INGRESS) != 0 || (int) device != Packet.LOOPBACK ? Errno.EINVAL.result() : 0;
    }
}
