package io.polyprobe.vm.helper;

import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.packet.Packet;
import io.polyprobe.vm.packet.Packets;
import io.polyprobe.vm.packet.SocketBuffer;
import io.polyprobe.vm.packet.XdpPacket;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/** Helpers that read and write a packet's bytes wherever they lie ({@code bpf-helpers(7)}). */
final class PacketBytes {
    /** {@code BPF_F_RECOMPUTE_CSUM}: without effect, nobody looks at the whole packet's checksum. */
    private static final long RECOMPUTE = 1;

    /** {@code BPF_F_INVALIDATE_HASH}. */
    private static final long INVALIDATE_HASH = 2;

    private static final long MOST_RELATIVE = 0xffff;

    private final Packets packets;

    PacketBytes(Packets packets) {
        this.packets = packets;
    }

    Map<Integer, Helper> table() {
        return Map.of(
                9, this::store,
                26, this::load,
                39, this::pull,
                68, this::loadRelative,
                188,
                        (_, context, _, _, _, _) ->
                                packets.at(Packet.class, context).length(),
                189, this::loadXdp,
                190, this::storeXdp);
    }

    private long load(Invocation call, long context, long offset, long to, long length, long r5) {
        SocketBuffer packet = packets.at(SocketBuffer.class, context);
        MemorySegment out = call.memory().slice(to, length, Access.READ_WRITE);
        return copy(packet.bytes(), offset & 0xffff_ffffL, out);
    }

    /** Zeros and an error where the source does not reach so far. */
    private static long copy(MemorySegment source, long offset, MemorySegment out) {
        if (offset > Integer.MAX_VALUE || offset + out.byteSize() > source.byteSize()) {
            out.fill((byte) 0);
            return Errno.EFAULT.result();
        }
        out.copyFrom(source.asSlice(offset, out.byteSize()));
        return 0;
    }

    /** Counted from the Ethernet header ({@code BPF_HDR_START_MAC}) or from the network header. */
    private long loadRelative(Invocation call, long context, long offset, long to, long length, long start) {
        SocketBuffer packet = packets.at(SocketBuffer.class, context);
        MemorySegment out = call.memory().slice(to, length, Access.READ_WRITE);
        long from = offset & 0xffff_ffffL;
        int base = (int) start;
        if (from > MOST_RELATIVE || base < 0 || base > 1) {
            out.fill((byte) 0);
            return Errno.EFAULT.result();
        }
        return base == 0
                ? copy(packet.withEthernetHeader(), from, out)
                : copy(packet.bytes().asSlice(packet.networkOffset()), from, out);
    }

    private long store(Invocation call, long context, long offset, long from, long length, long flags) {
        SocketBuffer packet = packets.at(SocketBuffer.class, context);
        MemorySegment source = call.memory().slice(from, length, Access.READ);
        long to = offset & 0xffff_ffffL;
        if ((flags & ~(RECOMPUTE | INVALIDATE_HASH)) != 0) {
            return Errno.EINVAL.result();
        }
        if (to > Integer.MAX_VALUE || to + length > packet.length()) {
            return Errno.EFAULT.result();
        }
        packet.bytes().asSlice(to, length).copyFrom(source);
        if ((flags & INVALIDATE_HASH) != 0) {
            packet.clearHash();
        }
        return 0;
    }

    /** All of a packet can be written here at any time: only the length is looked at. */
    private long pull(Invocation call, long context, long length, long r3, long r4, long r5) {
        return (length & 0xffff_ffffL) > packets.at(SocketBuffer.class, context).length() ? Errno.ENOMEM.result() : 0;
    }

    private long loadXdp(Invocation call, long context, long offset, long to, long length, long r5) {
        XdpPacket packet = packets.at(XdpPacket.class, context);
        MemorySegment out = call.memory().slice(to, length, Access.READ_WRITE);
        int refusal = refusal(packet, offset & 0xffff_ffffL, length);
        if (refusal == 0) {
            out.copyFrom(packet.bytes().asSlice(offset & 0xffff_ffffL, length));
        }
        return refusal;
    }

    private long storeXdp(Invocation call, long context, long offset, long from, long length, long r5) {
        XdpPacket packet = packets.at(XdpPacket.class, context);
        MemorySegment source = call.memory().slice(from, length, Access.READ);
        int refusal = refusal(packet, offset & 0xffff_ffffL, length);
        if (refusal == 0) {
            packet.bytes().asSlice(offset & 0xffff_ffffL, length).copyFrom(source);
        }
        return refusal;
    }

    private static int refusal(XdpPacket packet, long offset, long length) {
        if (offset > MOST_RELATIVE || length > MOST_RELATIVE) {
            return Errno.EFAULT.result();
        }
        return offset + length > packet.length() ? Errno.EINVAL.result() : 0;
    }
}
