package io.polyprobe.vm.helper;

import io.polyprobe.vm.packet.SocketBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A number for the flow that a packet belongs to: by its addresses, its transport and, where it has them, ports. */
final class FlowHash {
    private static final int FNV_BASIS = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int PORTS = 4;

    private FlowHash() {}

    /** Never 0, which stands for no hash. */
    static int of(SocketBuffer packet) {
        MemorySegment header = packet.bytes().asSlice(packet.networkOffset());
        int hash = switch (packet.protocol()) {
            case PacketRoom.IPV4 -> flow(header, 12, 8, 9, (at(header, 0) & 0xf) * 4);
            case PacketRoom.IPV6 -> flow(header, 8, 32, 6, 40);
            default -> fnv(FNV_BASIS, header, 0, 0);
        };
        return hash == 0 ? 1 : hash;
    }

    private static int flow(MemorySegment header, int addresses, int size, int protocol, int transport) {
        int hash = fnv(fnv(FNV_BASIS, header, addresses, size), header, protocol, 1);
        boolean ported = at(header, protocol) == TCP || at(header, protocol) == UDP;
        return ported ? fnv(hash, header, transport, PORTS) : hash;
    }

    private static int fnv(int start, MemorySegment bytes, int offset, int count) {
        int hash = start;
        for (int i = offset; i < offset + count; i++) {
            hash = (hash ^ at(bytes, i)) * FNV_PRIME;
        }
        return hash;
    }

    private static int at(MemorySegment bytes, int offset) {
        return offset < bytes.byteSize() ? Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, offset)) : 0;
    }
}
