package io.polyprobe.vm.helper;

import io.polyprobe.vm.packet.BigEndian;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The arithmetic of Internet checksums (RFC 1071): sums with end-around carry, in whatever byte order the machine has,
 * since that only turns the bytes of the result.
 */
final class OnesComplement {
    private static final long WORD = 0xffff_ffffL;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private OnesComplement() {}

    /** The sum of two numbers of 32 bits. */
    static long add(long a, long b) {
        long sum = (a & WORD) + (b & WORD);
        return (sum & WORD) + (sum >>> Integer.SIZE);
    }

    static long subtract(long a, long b) {
        return add(a, ~b);
    }

    /** A sum of 32 bits in 16. */
    static int fold(long sum) {
        long halves = (sum & 0xffff) + ((sum & WORD) >>> Short.SIZE);
        return (int) ((halves & 0xffff) + (halves >>> Short.SIZE));
    }

    /** The sum of a number and some bytes; an odd last one counts as if a zero followed. */
    static long add(long start, MemorySegment bytes) {
        long sum = start & WORD;
        long at = 0;
        for (; at + Integer.BYTES <= bytes.byteSize(); at += Integer.BYTES) {
            sum = add(sum, bytes.get(INT, at));
        }
        if (at + Short.BYTES <= bytes.byteSize()) {
            sum = add(sum, Short.toUnsignedInt(bytes.get(BigEndian.ON_THIS_MACHINE, at)));
            at += Short.BYTES;
        }
        return at < bytes.byteSize() ? add(sum, Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, at))) : sum;
    }

    /** The checksum of what had one of {@code checksum} and of which a part was replaced. */
    static int replace(int checksum, long from, long to) {
        return ~fold(add(subtract(~checksum, from), to)) & 0xffff;
    }

    /** The same where the difference is known. */
    static int replace(int checksum, long difference) {
        return ~fold(add(difference, ~checksum)) & 0xffff;
    }
}
