package io.polyprobe.vm.helper;

import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.packet.Packets;
import io.polyprobe.vm.packet.SocketBuffer;
import io.polyprobe.vm.packet.XdpPacket;
import java.util.Map;

/** Helpers that move where a packet begins and ends ({@code bpf-helpers(7)}). */
final class PacketEdges {
    private final Packets packets;

    PacketEdges(Packets packets) {
        this.packets = packets;
    }

    Map<Integer, Helper> table() {
        return Map.of(
                38,
                this::changeTail,
                43,
                this::changeHead,
                44,
                (_, context, offset, _, _, _) ->
                        packets.at(XdpPacket.class, context).adjustHead((int) offset),
                54,
                (_, context, offset, _, _, _) ->
                        packets.at(XdpPacket.class, context).adjustMeta((int) offset),
                65,
                (_, context, offset, _, _, _) ->
                        packets.at(XdpPacket.class, context).adjustTail((int) offset));
    }

    private long changeTail(Invocation call, long context, long length, long flags, long r4, long r5) {
        SocketBuffer packet = packets.at(SocketBuffer.class, context);
        long wanted = length & 0xffff_ffffL;
        if (flags != 0 || wanted > SocketBuffer.MOST || wanted < Math.max(1, packet.networkOffset())) {
            return Errno.EINVAL.result();
        }
        if (packet.isEncapsulated()) {
            return Errno.ENOTSUPP.result();
        }
        packet.resize((int) wanted);
        return 0;
    }

    /** The network header is then as much farther from the first byte. */
    private long changeHead(Invocation call, long context, long room, long flags, long r4, long r5) {
        SocketBuffer packet = packets.at(SocketBuffer.class, context);
        int more = (int) room;
        if (flags != 0 || more < 0 || (long) packet.length() + more > SocketBuffer.MOST) {
            return Errno.EINVAL.result();
        }
        packet.insert(0, more);
        packet.setNetworkOffset(packet.networkOffset() + more);
        return 0;
    }
}
