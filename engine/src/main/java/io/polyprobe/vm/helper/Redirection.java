package io.polyprobe.vm.helper;

import io.polyprobe.object.ProgramType;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.DeviceMap;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.map.Maps;
import io.polyprobe.vm.packet.Packet;
import io.polyprobe.vm.packet.Packets;
import io.polyprobe.vm.packet.Redirect;
import io.polyprobe.vm.packet.SocketBuffer;
import java.util.List;
import java.util.Map;

/**
 * Helpers that send packets elsewhere ({@code bpf-helpers(7)}): they note where, and give the verdict by which whoever
 * runs the program then does so.
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

    /** What {@code bpf_redirect_map} returns where there is no device: by the lowest two bits of its flags. */
    private static final long OTHERWISE = 3;

    /** {@code BPF_F_BROADCAST} and {@code BPF_F_EXCLUDE_INGRESS}: to all devices, or all but where it came in. */
    private static final long BROADCAST = 1 << 3;

    private static final long EXCLUDE_INGRESS = 1 << 4;

    /** {@code struct bpf_redir_neigh}. */
    private static final int NEIGHBOUR = 20;

    private final Packets packets;
    private final MapArguments maps;

    Redirection(Packets packets, Maps maps) {
        this.packets = packets;
        this.maps = new MapArguments(maps);
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
                (_, device, flags, _, _, _) -> xdp ? frame((int) device, flags) : packet((int) device, flags, INGRESS),
                51,
                this::byMap,
                152,
                (_, device, _, size, flags, _) -> (int) size != 0 && Integer.compareUnsigned((int) size, NEIGHBOUR) < 0
                        ? TC_ACT_SHOT
                        : packet((int) device, flags, 0),
                155,
                (_, _, flags, _, _, _) -> peer(flags));
    }

    private long frame(int device, long flags) {
        if (flags != 0) {
            return XDP_ABORTED;
        }
        packets.redirect(Redirect.to(device, false));
        return XDP_REDIRECT;
    }

    private long packet(int device, long flags, long known) {
        if ((flags & ~known) != 0) {
            return TC_ACT_SHOT;
        }
        packets.redirect(Redirect.to(device, flags == INGRESS));
        return TC_ACT_REDIRECT;
    }

    /** {@code bpf_redirect_peer}: no device here is one of a pair. */
    private long peer(long flags) {
        if (flags != 0) {
            return TC_ACT_SHOT;
        }
        packets.redirect(Redirect.NOWHERE);
        return TC_ACT_REDIRECT;
    }

    /** {@code bpf_redirect_map}. */
    private long byMap(Invocation call, long map, long key, long flags, long r4, long r5) {
        DeviceMap devices = maps.of(DeviceMap.class, map, 51);
        if ((flags & ~(OTHERWISE | BROADCAST | EXCLUDE_INGRESS)) != 0) {
            return XDP_ABORTED;
        }
        if ((flags & BROADCAST) != 0) {
            packets.redirect(new Redirect(List.copyOf(devices.all()), false, (flags & EXCLUDE_INGRESS) != 0));
            return XDP_REDIRECT;
        }
        int device = devices.at((int) key);
        if (device == 0) {
            return flags & OTHERWISE;
        }
        packets.redirect(Redirect.to(device, false));
        return XDP_REDIRECT;
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
        int number = (int) device == 0 ? packet.device() : (int) device;
        if (!packets.network().has(number)) {
            return Errno.ENODEV.result();
        }
        long longest = packets.network().mtu(number);
        long bytes = (given == 0 ? packet.length() : given + Packet.ETHERNET_HEADER) + difference;
        call.memory().store(length, Integer.BYTES, longest);
        return bytes > longest + Packet.ETHERNET_HEADER ? 1 : 0;
    }

    private long cloneTo(Invocation call, long context, long device, long flags, long r4, long r5) {
        SocketBuffer packet = packets.at(SocketBuffer.class, context);
        if ((flags & ~INGRESS) != 0 || !packets.network().has((int) device)) {
            return Errno.EINVAL.result();
        }
        packets.network().send((int) device, flags == INGRESS, packet.withEthernetHeader());
        return 0;
    }
}
