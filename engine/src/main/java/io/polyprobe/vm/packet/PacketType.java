package io.polyprobe.vm.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@code skb->pkt_type} ({@code linux/if_packet.h}): whom a packet is for. */
public final class PacketType {
    /** {@code PACKET_OTHERHOST}: the last that programs may set. */
    public static final int OTHER_HOST = 3;

    private static final int HOST = 0;
    private static final int BROADCAST = 1;
    private static final int MULTICAST = 2;
    private static final int ADDRESS = 6;

    private PacketType() {}

    /** Of a packet to the loopback device, whose address is all zeros, and which knows no broadcast. */
    static int toLoopback(MemorySegment ethernet) {
        return isGroup(ethernet) ? MULTICAST : isAll(ethernet, 0) ? HOST : OTHER_HOST;
    }

    /** Of a packet to a device whose address is not known: what is for one device is for this. */
    static int toDevice(MemorySegment ethernet) {
        return isAll(ethernet, 0xff) ? BROADCAST : isGroup(ethernet) ? MULTICAST : HOST;
    }

    private static boolean isGroup(MemorySegment ethernet) {
        return (ethernet.get(ValueLayout.JAVA_BYTE, 0) & 1) != 0;
    }

    private static boolean isAll(MemorySegment ethernet, int value) {
        for (int i = 0; i < ADDRESS; i++) {
            if (ethernet.get(ValueLayout.JAVA_BYTE, i) != (byte) value) {
                return false;
            }
        }
        return true;
    }
}
