package io.polyprobe.vm.helper;

import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.packet.BigEndian;
import io.polyprobe.vm.packet.Packets;
import io.polyprobe.vm.packet.SocketBuffer;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/** Helpers for the checksums of IP, TCP and UDP ({@code bpf-helpers(7)}). */
final class ChecksumHelpers {
    /** {@code BPF_F_HDR_FIELD_MASK}: how many bytes were replaced, 0 where the difference is given. */
    private static final long FIELD = 0xf;

    /** {@code BPF_F_PSEUDO_HDR}, and {@code BPF_F_IPV6}: of meaning only where a device computes checksums. */
    private static final long PSEUDO = 1 << 4 | 1 << 7;

    /** {@code BPF_F_MARK_MANGLED_0}: a checksum of 0 means that there is none, as in UDP. */
    private static final long ZERO_IS_NONE = 1 << 5;

    /** {@code BPF_F_MARK_ENFORCE}: and one is to be there nevertheless. */
    private static final long ENFORCE = 1 << 6;

    private static final long LAST_OFFSET = 0xffff;

    private final Packets packets;

    ChecksumHelpers(Packets packets) {
        this.packets = packets;
    }

    Map<Integer, Helper> table() {
        return Map.of(
                10, this::replaceNetwork,
                11, this::replaceTransport,
                28, ChecksumHelpers::difference,
                // Linux answers so wherever no device has summed up the whole packet.
                40, (_, _, _, _, _, _) -> Errno.ENOTSUPP.result(),
                135,
                        (_, context, level, _, _, _) -> packets.at(SocketBuffer.class, context)
                                .checksum()
                                .level(level));
    }

    private long replaceNetwork(Invocation call, long context, long offset, long from, long to, long flags) {
        return replace(context, offset, from, to, flags, FIELD);
    }

    private long replaceTransport(Invocation call, long context, long offset, long from, long to, long flags) {
        return replace(context, offset, from, to, flags, FIELD | PSEUDO | ZERO_IS_NONE | ENFORCE);
    }

    private long replace(long context, long where, long from, long to, long flags, long known) {
        SocketBuffer packet = packets.at(SocketBuffer.class, context);
        if ((flags & ~known) != 0) {
            return Errno.EINVAL.result();
        }
        long offset = where & 0xffff_ffffL;
        if (offset > LAST_OFFSET || offset % 2 != 0 || offset + Short.BYTES > packet.length()) {
            return Errno.EFAULT.result();
        }
        MemorySegment bytes = packet.bytes();
        int before = Short.toUnsignedInt(bytes.get(BigEndian.ON_THIS_MACHINE, offset));
        boolean mayBeNone = (flags & ZERO_IS_NONE) != 0;
        if (mayBeNone && (flags & ENFORCE) == 0 && before == 0) {
            return 0;
        }
        int size = (int) (flags & FIELD);
        if ((size != 0 && size != 2 && size != 4) || (size == 0 && from != 0)) {
            return Errno.EINVAL.result();
        }
        int after = switch (size) {
            case 0 -> OnesComplement.replace(before, to);
            case 2 -> OnesComplement.replace(before, from & 0xffff, to & 0xffff);
            default -> OnesComplement.replace(before, from, to);
        };
        bytes.set(BigEndian.ON_THIS_MACHINE, offset, (short) (mayBeNone && after == 0 ? 0xffff : after));
        return 0;
    }

    private static long difference(Invocation call, long from, long fromSize, long to, long toSize, long seed) {
        long out = fromSize & 0xffff_ffffL;
        long in = toSize & 0xffff_ffffL;
        if (out % Integer.BYTES != 0 || in % Integer.BYTES != 0) {
            return Errno.EINVAL.result();
        }
        MemorySegment removed = call.memory().slice(from, out, Access.READ);
        MemorySegment added = call.memory().slice(to, in, Access.READ);
        long sum = seed & 0xffff_ffffL;
        if (in > 0) {
            sum = OnesComplement.add(sum, added);
        }
        if (out > 0) {
            sum = in > 0
                    ? OnesComplement.subtract(sum, OnesComplement.add(0, removed))
                    : ~OnesComplement.add(~sum, removed);
        }
        return OnesComplement.fold(sum);
    }
}
