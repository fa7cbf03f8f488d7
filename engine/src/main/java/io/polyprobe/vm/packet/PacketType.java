package io.polyprobe.vm.packet;

/** {@code skb->pkt_type} ({@code linux/if_packet.h}): whom a packet is for. */
public final class PacketType {
    /** {@code PACKET_OTHERHOST}: the last that programs may set. */
    public static final int OTHER_HOST = 3;

    private static final int HOST = 0;
    private static final int MULTICAST = 2;
    private static final int ADDRESS = 6;

    private PacketType() {}

    /** Of a packet that the loopback device receives, whose address is all zeros, and which knows no broadcast. */
    static int of(byte[] ethernet) {
        boolean zeros = true;
        for (int i = 0; i < ADDRESS; i++) {
            zeros &= ethernet[i] == 0;
        }
        if (zeros) {
            return HOST;
        }
        return (ethernet[0] & 1) != 0 ? MULTICAST : OTHER_HOST;
    }
}
