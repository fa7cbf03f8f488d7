package io.polyprobe.vm.world.pcap;

import io.polyprobe.capture.Capture;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.vm.packet.BigEndian;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Makes Ethernet frames of packets that begin otherwise ({@code pcap-linktype(7)}): both addresses are zeros.
 *
 * <p>Link types that have no Ethernet header and no type of what follows, such as those of radio, are refused.
 */
final class LinkLayer {
    private static final int ETHERNET = 1;
    private static final int HEADER = 14;
    private static final int TYPE = 12;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int MOST = 262_144;

    /** {@code LINKTYPE_NULL} and {@code LINKTYPE_LOOP}: an address family in four bytes. */
    private static final int FAMILY = 4;

    /** {@code LINKTYPE_LINUX_SLL} and {@code LINKTYPE_LINUX_SLL2}: where the type of what follows is, and what follows. */
    private static final int COOKED_TYPE = 14;

    private static final int COOKED = 16;
    private static final int COOKED_2 = 20;

    private final MemorySegment room = Arena.ofAuto().allocate(MOST + HEADER);

    /** The current packet of a capture, from its Ethernet header on; it may be shorter than that. */
    MemorySegment frame(Capture capture) {
        MemorySegment packet = capture.packet();
        return switch (capture.linkType()) {
            case ETHERNET -> packet;
            case 101, 228, 229 -> behind(packet, 0, internet(packet, 0));
            case 0, 108 -> behind(packet, FAMILY, internet(packet, FAMILY));
            case 113 -> behind(packet, COOKED, type(packet, COOKED_TYPE));
            case 276 -> behind(packet, COOKED_2, type(packet, 0));
            default ->
                throw new TargetException(Diagnostic.error(
                        "packets of the capture %s have link type %d, of which no Ethernet frames can be made"
                                .formatted(capture.path(), capture.linkType()),
                        "Ethernet (1), raw IP (101), Linux cooked (113, 276) and BSD loopback (0, 108) can be used."));
        };
    }

    private static int type(MemorySegment packet, int at) {
        return packet.byteSize() < at + Short.BYTES ? 0 : Short.toUnsignedInt(packet.get(BigEndian.SHORT, at));
    }

    /** By the first bits of its header. */
    private static int internet(MemorySegment packet, int at) {
        return packet.byteSize() > at && packet.get(ValueLayout.JAVA_BYTE, at) >>> 4 == 6 ? IPV6 : IPV4;
    }

    private MemorySegment behind(MemorySegment packet, int skipped, int type) {
        long length = Math.max(0, packet.byteSize() - skipped);
        room.asSlice(0, TYPE).fill((byte) 0);
        room.set(BigEndian.SHORT, TYPE, (short) type);
        MemorySegment.copy(packet, packet.byteSize() - length, room, HEADER, length);
        return room.asSlice(0, HEADER + length);
    }
}
