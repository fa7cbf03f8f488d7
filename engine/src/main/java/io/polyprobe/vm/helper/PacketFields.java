package io.polyprobe.vm.helper;

import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.packet.BigEndian;
import io.polyprobe.vm.packet.PacketType;
import io.polyprobe.vm.packet.Packets;
import io.polyprobe.vm.packet.SocketBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/** Helpers for what is known of a packet beside its bytes ({@code bpf-helpers(7)}). */
final class PacketFields {
    /** {@code BPF_SKB_CLOCK_TAI}: the last of {@code BPF_SKB_CLOCK_*}; 0 is the time of day. */
    private static final int LAST_CLOCK = 2;

    private static final int CONGESTION = 3;
    private static final int IPV4_CHECKSUM = 10;

    private final Packets packets;

    PacketFields(Packets packets) {
        this.packets = packets;
    }

    Map<Integer, Helper> table() {
        return Map.of(
                32, this::changeType,
                34, this::hash,
                41, this::forgetHash,
                48, this::setHash,
                97, this::markCongestion,
                192, this::setTime);
    }

    private long changeType(Invocation call, long context, long type, long r3, long r4, long r5) {
        SocketBuffer packet = packets.at(SocketBuffer.class, context);
        long wanted = type & 0xffff_ffffL;
        if (packet.field("pkt_type") > PacketType.OTHER_HOST || wanted > PacketType.OTHER_HOST) {
            return Errno.EINVAL.result();
        }
        packet.setField("pkt_type", wanted);
        return 0;
    }

    /** Linux has a secret in the hash; here the same flow always has the same one. */
    private long hash(Invocation call, long context, long r2, long r3, long r4, long r5) {
        SocketBuffer packet = packets.at(SocketBuffer.class, context);
        if (packet.field("hash") == 0) {
            packet.setField("hash", FlowHash.of(packet));
        }
        return packet.field("hash");
    }

    private long forgetHash(Invocation call, long context, long r2, long r3, long r4, long r5) {
        packets.at(SocketBuffer.class, context).clearHash();
        return 0;
    }

    private long setHash(Invocation call, long context, long hash, long r3, long r4, long r5) {
        packets.at(SocketBuffer.class, context).setField("hash", hash & 0xffff_ffffL);
        return 0;
    }

    /** {@code bpf_skb_set_tstamp}. */
    private long setTime(Invocation call, long context, long time, long clock, long r4, long r5) {
        SocketBuffer packet = packets.at(SocketBuffer.class, context);
        int protocol = packet.protocol();
        if (protocol != PacketRoom.IPV4 && protocol != PacketRoom.IPV6) {
            return Errno.EOPNOTSUPP.result();
        }
        int type = (int) clock;
        if (type < 0 || type > LAST_CLOCK || (type != 0 && time == 0)) {
            return Errno.EINVAL.result();
        }
        packet.setField("tstamp", time);
        packet.setField("tstamp_type", type);
        return 0;
    }

    /** {@code bpf_skb_ecn_set_ce} (RFC 3168, section 5): 1 where the packet says afterwards that there was congestion. */
    private long markCongestion(Invocation call, long context, long r2, long r3, long r4, long r5) {
        SocketBuffer packet = packets.at(SocketBuffer.class, context);
        MemorySegment header = packet.bytes().asSlice(packet.networkOffset());
        return switch (VlanHelpers.protocolBehind(packet)) {
            case PacketRoom.IPV4 -> header.byteSize() < PacketRoom.IPV4_HEADER ? 0 : markIpv4(header);
            case PacketRoom.IPV6 -> header.byteSize() < PacketRoom.IPV6_HEADER ? 0 : markIpv6(header);
            default -> 0;
        };
    }

    private static int markIpv4(MemorySegment header) {
        int service = Byte.toUnsignedInt(header.get(ValueLayout.JAVA_BYTE, 1));
        if (isFinal(service & CONGESTION)) {
            return (service & CONGESTION) == CONGESTION ? 1 : 0;
        }
        int checksum = Short.toUnsignedInt(header.get(BigEndian.ON_THIS_MACHINE, IPV4_CHECKSUM));
        int marked = service | CONGESTION;
        header.set(ValueLayout.JAVA_BYTE, 1, (byte) marked);
        header.set(BigEndian.ON_THIS_MACHINE, IPV4_CHECKSUM, (short)
                OnesComplement.replace(checksum, (long) service << Byte.SIZE, (long) marked << Byte.SIZE));
        return 1;
    }

    /** The bits lie across the second byte: version, traffic class, flow label. */
    private static int markIpv6(MemorySegment header) {
        int second = Byte.toUnsignedInt(header.get(ValueLayout.JAVA_BYTE, 1));
        int bits = second >> 4 & CONGESTION;
        if (isFinal(bits)) {
            return bits == CONGESTION ? 1 : 0;
        }
        header.set(ValueLayout.JAVA_BYTE, 1, (byte) (second | CONGESTION << 4));
        return 1;
    }

    /** Whether the bits cannot change: the transport cannot take it, or there was congestion already. */
    private static boolean isFinal(int bits) {
        return bits == 0 || bits == CONGESTION;
    }
}
