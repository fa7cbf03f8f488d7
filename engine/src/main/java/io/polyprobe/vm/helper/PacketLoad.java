package io.polyprobe.vm.helper;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.packet.Packets;
import io.polyprobe.vm.packet.SocketBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What {@code LD_ABS} and {@code LD_IND} do ({@code Documentation/networking/filter.rst}): numbers as they travel, most
 * significant byte first. Negative offsets count from the headers.
 */
record PacketLoad(Packets packets) implements Helper {
    /** {@code SKF_NET_OFF}: from the network header. */
    private static final int NETWORK = -0x100000;

    /** {@code SKF_LL_OFF}: from the Ethernet header. */
    private static final int LINK = -0x200000;

    private static final int BEYOND = -1;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);

    @Override
    public long call(Invocation call, long context, long offset, long bytes, long r4, long r5) {
        SocketBuffer packet = packets.at(SocketBuffer.class, context);
        if (offset >= 0) {
            return load(packet.bytes(), offset, bytes);
        }
        if (offset >= NETWORK) {
            return load(packet.bytes(), packet.networkOffset() + (offset - NETWORK), bytes);
        }
        return offset >= LINK ? load(packet.withEthernetHeader(), offset - LINK, bytes) : BEYOND;
    }

    private static long load(MemorySegment packet, long offset, long bytes) {
        if (offset + bytes > packet.byteSize()) {
            return BEYOND;
        }
        return switch ((int) bytes) {
            case 1 -> Byte.toUnsignedLong(packet.get(ValueLayout.JAVA_BYTE, offset));
            case 2 -> Short.toUnsignedLong(packet.get(SHORT, offset));
            default -> Integer.toUnsignedLong(packet.get(INT, offset));
        };
    }
}
