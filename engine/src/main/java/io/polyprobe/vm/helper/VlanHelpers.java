package io.polyprobe.vm.helper;

import static io.polyprobe.vm.packet.BigEndian.SHORT;

import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.packet.EtherType;
import io.polyprobe.vm.packet.Packet;
import io.polyprobe.vm.packet.Packets;
import io.polyprobe.vm.packet.SocketBuffer;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/**
 * Helpers for tags of virtual LANs ({@code bpf-helpers(7)}). The outermost tag is kept beside the packet, as Linux does
 * for devices that insert it themselves; further ones are in it (IEEE 802.1Q).
 */
final class VlanHelpers {
    private static final int CUSTOMER = 0x8100;
    private static final int SERVICE = 0x88a8;
    private static final int ADDRESSES = 12;
    private static final int TAG = 4;

    private final Packets packets;

    VlanHelpers(Packets packets) {
        this.packets = packets;
    }

    Map<Integer, Helper> table() {
        return Map.of(18, this::push, 19, this::pop);
    }

    private long push(Invocation call, long context, long protocol, long tag, long r4, long r5) {
        SocketBuffer packet = packets.at(SocketBuffer.class, context);
        if (packet.field("vlan_present") != 0) {
            int outer = etherType(packet.field("vlan_proto"));
            packet.insert(ADDRESSES, TAG);
            packet.bytes().set(SHORT, ADDRESSES, (short) outer);
            packet.bytes().set(SHORT, ADDRESSES + Short.BYTES, (short) packet.field("vlan_tci"));
            packet.setProtocol(outer);
        }
        int wanted = etherType(protocol);
        set(packet, isTag(wanted) ? wanted : CUSTOMER, (int) tag & 0xffff);
        return 0;
    }

    private long pop(Invocation call, long context, long r2, long r3, long r4, long r5) {
        SocketBuffer packet = packets.at(SocketBuffer.class, context);
        if (packet.field("vlan_present") != 0) {
            packet.setField("vlan_present", 0);
            packet.setField("vlan_tci", 0);
            packet.setField("vlan_proto", 0);
        } else if (!isTag(packet.protocol())) {
            return 0;
        } else if (take(packet) < 0) {
            return Errno.ENOMEM.result();
        }
        if (isTag(packet.protocol())) {
            int protocol = packet.protocol();
            int tag = take(packet);
            if (tag < 0) {
                return Errno.ENOMEM.result();
            }
            set(packet, protocol, tag);
        }
        return 0;
    }

    /** Takes the first tag out of the packet; negative where it is too short to have one. */
    private static int take(SocketBuffer packet) {
        if (packet.length() < Packet.ETHERNET_HEADER + TAG) {
            return -1;
        }
        MemorySegment bytes = packet.bytes();
        int tag = Short.toUnsignedInt(bytes.get(SHORT, ADDRESSES + Short.BYTES));
        packet.remove(ADDRESSES, TAG);
        packet.setNetworkOffset(Math.max(Packet.ETHERNET_HEADER, packet.networkOffset() - TAG));
        packet.setProtocol(EtherType.of(packet.bytes(), ADDRESSES));
        return tag;
    }

    private static void set(SocketBuffer packet, int protocol, int tag) {
        packet.setField("vlan_present", 1);
        packet.setField("vlan_tci", tag);
        packet.setField("vlan_proto", Short.toUnsignedInt(Short.reverseBytes((short) protocol)));
    }

    private static int etherType(long number) {
        return Short.toUnsignedInt(Short.reverseBytes((short) number));
    }

    /** The protocol behind all tags that are in the packet; 0 where it ends before ({@code vlan_get_protocol()}). */
    static int protocolBehind(SocketBuffer packet) {
        int type = packet.protocol();
        MemorySegment bytes = packet.bytes();
        for (int at = ADDRESSES; isTag(type); at += TAG) {
            if (at + TAG + Short.BYTES > bytes.byteSize()) {
                return 0;
            }
            type = Short.toUnsignedInt(bytes.get(SHORT, at + TAG));
        }
        return type;
    }

    private static boolean isTag(int etherType) {
        return etherType == CUSTOMER || etherType == SERVICE;
    }
}
