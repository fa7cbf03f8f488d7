package io.polyprobe.vm.helper;

import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.packet.Packets;
import io.polyprobe.vm.packet.SocketBuffer;
import java.util.Map;

/** Helpers that make room between a packet's headers, or take it away ({@code bpf-helpers(7)}). */
final class PacketRoom {
    static final int IPV4 = 0x0800;
    static final int IPV6 = 0x86dd;
    static final int IPV4_HEADER = 20;
    static final int IPV6_HEADER = 40;
    private static final int ETHERNET_HEADER = 14;

    /** The most that room may change by. */
    private static final int MOST = 0xfff;

    /** {@code BPF_F_ADJ_ROOM_*} of {@code include/uapi/linux/bpf.h}. */
    private static final long FIXED_GSO = 1;

    private static final long ENCAP_IPV4 = 1 << 1;
    private static final long ENCAP_IPV6 = 1 << 2;
    private static final long ENCAP_GRE = 1 << 3;
    private static final long ENCAP_UDP = 1 << 4;
    private static final long NO_CHECKSUM_RESET = 1 << 5;
    private static final long ENCAP_ETHERNET = 1 << 6;
    private static final long DECAP_IPV4 = 1 << 7;
    private static final long DECAP_IPV6 = 1 << 8;
    private static final long DECAP = DECAP_IPV4 | DECAP_IPV6;

    /** How long the inner link header is, in the highest byte. */
    private static final int INNER_LINK = 56;

    private static final long ENCAP =
            ENCAP_IPV4 | ENCAP_IPV6 | ENCAP_GRE | ENCAP_UDP | ENCAP_ETHERNET | 0xffL << INNER_LINK;

    private final Packets packets;

    PacketRoom(Packets packets) {
        this.packets = packets;
    }

    Map<Integer, Helper> table() {
        return Map.of(31, this::changeProtocol, 50, this::adjustRoom);
    }

    /** {@code bpf_skb_change_proto}: from IPv4 to IPv6 or back, where the header's bytes are left to the program. */
    private long changeProtocol(Invocation call, long context, long protocol, long flags, long r4, long r5) {
        SocketBuffer packet = packets.at(SocketBuffer.class, context);
        if (flags != 0) {
            return Errno.EINVAL.result();
        }
        int wanted = Short.toUnsignedInt(Short.reverseBytes((short) protocol));
        int difference = IPV6_HEADER - IPV4_HEADER;
        if (packet.protocol() == IPV4 && wanted == IPV6) {
            packet.insert(packet.networkOffset(), difference);
        } else if (packet.protocol() == IPV6 && wanted == IPV4) {
            if (packet.length() < packet.networkOffset() + difference) {
                return Errno.ENOMEM.result();
            }
            packet.remove(packet.networkOffset(), difference);
        } else {
            return Errno.ENOTSUPP.result();
        }
        packet.setProtocol(wanted);
        packet.clearHash();
        return 0;
    }

    private long adjustRoom(Invocation call, long context, long difference, long mode, long flags, long r5) {
        SocketBuffer packet = packets.at(SocketBuffer.class, context);
        int change = (int) difference;
        int count = Math.abs(change);
        if ((flags & ~(FIXED_GSO | ENCAP | NO_CHECKSUM_RESET | DECAP)) != 0) {
            return Errno.EINVAL.result();
        }
        if (count > MOST || change == Integer.MIN_VALUE) {
            return Errno.EFAULT.result();
        }
        int header = header(packet.protocol());
        if (header == 0 || (int) mode < 0 || (int) mode > 1) {
            return Errno.ENOTSUPP.result();
        }
        boolean behindNetworkHeader = (int) mode == 0;
        int offset = packet.networkOffset() + (behindNetworkHeader ? header : 0);
        if ((flags & DECAP) != 0 && (change >= 0 || (flags & DECAP) == DECAP)) {
            return Errno.EINVAL.result();
        }
        int result = change < 0
                ? shrink(packet, offset, count, leastAfter(flags, header), flags)
                : grow(packet, offset, count, flags);
        if (result == 0 && (flags & NO_CHECKSUM_RESET) == 0) {
            packet.checksum().reset();
        }
        return result;
    }

    private static int leastAfter(long flags, int header) {
        if ((flags & DECAP_IPV4) != 0) {
            return IPV4_HEADER;
        }
        return (flags & DECAP_IPV6) != 0 ? IPV6_HEADER : header;
    }

    private static int shrink(SocketBuffer packet, int offset, int count, int least, long flags) {
        int length = packet.length() - packet.networkOffset();
        if (count >= length || length - count < least) {
            return Errno.ENOTSUPP.result();
        }
        if ((flags & ~(FIXED_GSO | NO_CHECKSUM_RESET | DECAP)) != 0) {
            return Errno.EINVAL.result();
        }
        if (packet.length() < offset + count) {
            return Errno.ENOMEM.result();
        }
        packet.remove(offset, count);
        if ((flags & DECAP) != 0) {
            packet.setProtocol((flags & DECAP_IPV4) != 0 ? IPV4 : IPV6);
        }
        return 0;
    }

    private static int grow(SocketBuffer packet, int offset, int count, long flags) {
        if (packet.length() + count > SocketBuffer.MOST) {
            return Errno.ENOTSUPP.result();
        }
        boolean both = (flags & (ENCAP_IPV4 | ENCAP_IPV6)) == (ENCAP_IPV4 | ENCAP_IPV6)
                || (flags & (ENCAP_GRE | ENCAP_UDP)) == (ENCAP_GRE | ENCAP_UDP);
        int innerLink = (int) (flags >>> INNER_LINK);
        boolean encapsulates = (flags & (ENCAP_IPV4 | ENCAP_IPV6)) != 0;
        if (encapsulates
                && (both || innerLink > count || ((flags & ENCAP_ETHERNET) != 0 && innerLink < ETHERNET_HEADER))) {
            return Errno.EINVAL.result();
        }
        if (encapsulates && packet.isEncapsulated()) {
            return Errno.EALREADY.result();
        }
        packet.insert(offset, count);
        if (encapsulates) {
            packet.encapsulate();
            packet.setProtocol((flags & ENCAP_IPV4) != 0 ? IPV4 : IPV6);
        }
        return 0;
    }

    private static int header(int protocol) {
        return switch (protocol) {
            case IPV4 -> IPV4_HEADER;
            case IPV6 -> IPV6_HEADER;
            default -> 0;
        };
    }
}
