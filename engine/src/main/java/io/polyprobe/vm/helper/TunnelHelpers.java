package io.polyprobe.vm.helper;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.packet.Packets;
import io.polyprobe.vm.packet.SocketBuffer;
import io.polyprobe.vm.packet.Tunnel;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Helpers that say by which tunnel a packet is to go, and read it back ({@code bpf-helpers(7)}). A packet that came in by
 * no tunnel has only what a program has said. Who reads gets the ends of the tunnel the other way round: the sender's
 * remote end is the receiver's local one.
 */
final class TunnelHelpers {
    /** {@code struct bpf_tunnel_key}, and the shorter forms that it had in older headers. */
    private static final int KEY = 44;

    private static final int OLDEST = 8;
    private static final Set<Integer> OLD = Set.of(OLDEST, 22, 24, 28);

    private static final int REMOTE = 4;
    private static final int TOS = 20;
    private static final int EXTENSION = 22;
    private static final int LABEL = 24;
    private static final int LOCAL = 28;
    private static final int ADDRESS = 16;

    /** {@code BPF_F_TUNINFO_IPV6}. */
    private static final long IPV6 = 1;

    /** {@code BPF_F_TUNINFO_FLAGS}. */
    private static final long FLAGS = 1 << 4;

    /** {@code BPF_F_ZERO_CSUM_TX}, {@code DONT_FRAGMENT}, {@code SEQ_NUMBER} and {@code NO_TUNNEL_KEY}. */
    private static final long SENDING = 0x1e;

    /** {@code IP_TUNNEL_OPTS_MAX}. */
    private static final int MOST_OPTIONS = 255;

    /** What {@code IP_TUNNEL_*_BIT} say: a checksum, a key, sequence numbers, no fragments, no cached route. */
    private static final int CHECKSUM = 1;

    private static final int HAS_KEY = 1 << 2;
    private static final int SEQUENCE = 1 << 3;
    private static final int WHOLE = 1 << 8;
    private static final int NO_CACHE = 1 << 13;

    /** Options of Geneve, VXLAN, ERSPAN and GTP: whichever the tunnel then is. */
    private static final int OPTIONS = 1 << 11 | 1 << 12 | 1 << 14 | 1 << 15;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private final Packets packets;

    TunnelHelpers(Packets packets) {
        this.packets = packets;
    }

    Map<Integer, Helper> table() {
        return Map.of(
                20,
                this::get,
                21,
                this::set,
                29,
                this::getOptions,
                30,
                this::setOptions,
                66,
                TunnelHelpers::transformation);
    }

    private long set(Invocation call, long context, long from, long size, long flags, long r5) {
        SocketBuffer packet = packets.at(SocketBuffer.class, context);
        byte[] key = MapArguments.bytes(call, from, size & 0xffff_ffffL);
        if ((flags & ~(IPV6 | SENDING)) != 0 || (key.length != KEY && !OLD.contains(key.length))) {
            return Errno.EINVAL.result();
        }
        var whole = MemorySegment.ofArray(Arrays.copyOf(key, KEY));
        boolean six = (flags & IPV6) != 0;
        if ((!six && whole.get(INT, LABEL) != 0) || whole.get(ValueLayout.JAVA_SHORT_UNALIGNED, EXTENSION) != 0) {
            return Errno.EINVAL.result();
        }
        packet.setTunnel(new Tunnel(whole.toArray(ValueLayout.JAVA_BYTE), six, bits(flags)));
        return 0;
    }

    private static int bits(long flags) {
        int bits = NO_CACHE;
        bits |= (flags & 1 << 1) == 0 ? CHECKSUM : 0;
        bits |= (flags & 1 << 2) == 0 ? 0 : WHOLE;
        bits |= (flags & 1 << 3) == 0 ? 0 : SEQUENCE;
        return bits | ((flags & 1 << 4) == 0 ? HAS_KEY : 0);
    }

    private long get(Invocation call, long context, long to, long size, long flags, long r5) {
        Tunnel tunnel = packets.at(SocketBuffer.class, context).tunnel();
        MemorySegment out = call.memory().slice(to, size & 0xffff_ffffL, Access.READ_WRITE);
        out.fill((byte) 0);
        if (tunnel == null || (flags & ~(IPV6 | FLAGS)) != 0) {
            return Errno.EINVAL.result();
        }
        if (tunnel.six() != ((flags & IPV6) != 0)) {
            return Errno.EPROTO.result();
        }
        int length = (int) out.byteSize();
        if (length != KEY && (!OLD.contains(length) || (length == OLDEST && tunnel.six()))) {
            return Errno.EINVAL.result();
        }
        MemorySegment key = key(tunnel);
        if ((flags & FLAGS) != 0) {
            key.set(ValueLayout.JAVA_SHORT_UNALIGNED, EXTENSION, Short.reverseBytes((short) tunnel.flags()));
        }
        MemorySegment.copy(key, 0, out, 0, length);
        return 0;
    }

    /** {@code bpf_skb_get_xfrm_state}: no packet has come through IPsec. */
    private static long transformation(Invocation call, long context, long index, long to, long size, long flags) {
        call.memory().slice(to, size & 0xffff_ffffL, Access.READ_WRITE).fill((byte) 0);
        return Errno.EINVAL.result();
    }

    private static MemorySegment key(Tunnel tunnel) {
        var from = MemorySegment.ofArray(tunnel.key());
        var key = MemorySegment.ofArray(new byte[KEY]);
        int address = tunnel.six() ? ADDRESS : Integer.BYTES;
        MemorySegment.copy(from, 0, key, 0, REMOTE);
        MemorySegment.copy(from, LOCAL, key, REMOTE, address);
        MemorySegment.copy(from, REMOTE, key, LOCAL, address);
        MemorySegment.copy(from, TOS, key, TOS, Short.BYTES);
        if (tunnel.six()) {
            key.set(INT, LABEL, from.get(INT, LABEL));
        }
        return key;
    }

    private long setOptions(Invocation call, long context, long from, long size, long r4, long r5) {
        Tunnel tunnel = packets.at(SocketBuffer.class, context).tunnel();
        byte[] options = MapArguments.bytes(call, from, size & 0xffff_ffffL);
        if (tunnel == null || options.length % Integer.BYTES != 0) {
            return Errno.EINVAL.result();
        }
        if (options.length > MOST_OPTIONS) {
            return Errno.ENOMEM.result();
        }
        tunnel.setOptions(options, OPTIONS);
        return 0;
    }

    /** How many bytes there were. */
    private long getOptions(Invocation call, long context, long to, long size, long r4, long r5) {
        Tunnel tunnel = packets.at(SocketBuffer.class, context).tunnel();
        MemorySegment out = call.memory().slice(to, size & 0xffff_ffffL, Access.READ_WRITE);
        out.fill((byte) 0);
        if (tunnel == null || (tunnel.flags() & OPTIONS) == 0) {
            return Errno.ENOENT.result();
        }
        byte[] options = tunnel.options();
        if (options.length > out.byteSize()) {
            return Errno.ENOMEM.result();
        }
        MemorySegment.copy(MemorySegment.ofArray(options), 0, out, 0, options.length);
        return options.length;
    }
}
