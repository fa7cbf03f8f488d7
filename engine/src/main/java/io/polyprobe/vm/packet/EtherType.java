package io.polyprobe.vm.packet;

import java.lang.foreign.MemorySegment;

/** What follows an Ethernet header, by its last two bytes ({@code linux/if_ether.h}). */
public final class EtherType {
    /** {@code ETH_P_802_3_MIN}: smaller numbers are lengths, of frames after IEEE 802.3. */
    private static final int FIRST = 0x600;

    /** {@code ETH_P_802_3} and {@code ETH_P_802_2}: the two kinds of such frames. */
    private static final int NOVELL = 1;

    private static final int LLC = 4;

    private EtherType() {}

    /** @param offset where the two bytes are */
    public static int of(MemorySegment packet, int offset) {
        int type = at(packet, offset);
        if (type >= FIRST) {
            return type;
        }
        boolean novell = offset + 2 * Short.BYTES <= packet.byteSize() && at(packet, offset + Short.BYTES) == 0xffff;
        return novell ? NOVELL : LLC;
    }

    private static int at(MemorySegment packet, int offset) {
        return Short.toUnsignedInt(packet.get(BigEndian.SHORT, offset));
    }
}
