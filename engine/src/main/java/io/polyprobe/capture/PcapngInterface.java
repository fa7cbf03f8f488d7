package io.polyprobe.capture;

import java.lang.foreign.ValueLayout;

/**
 * An interface of a section.
 *
 * @param snapshot the most bytes of a packet that were captured
 * @param resolution what a unit of time is, as {@code if_tsresol} has it: by 7 bits a power, by the eighth whether of 2
 *     rather than of 10, negative
 * @param offset seconds to add to its times
 */
record PcapngInterface(int linkType, long snapshot, int resolution, long offset) {
    /** Bytes of a block without options. */
    static final int SMALLEST = 20;

    private static final int IF_TSRESOL = 9;
    private static final int IF_TSOFFSET = 14;
    private static final int MICROSECONDS = 6;
    private static final int BINARY = 0x80;
    private static final long SECOND = 1_000_000_000;

    /** Digits of a nanosecond. */
    private static final int NANOSECONDS = 9;

    /** @param length bytes of the block without the length at its end */
    static PcapngInterface read(Words words, long block, long length) {
        int resolution = MICROSECONDS;
        long offset = 0;
        long snapshot = words.number(block + 12);
        long at = block + 16;
        while (at + 4 <= block + length) {
            int code = words.half(at);
            int size = words.half(at + 2);
            if (code == 0 || at + 4 + size > block + length) {
                break;
            }
            if (code == IF_TSRESOL && size >= 1) {
                resolution = Byte.toUnsignedInt(words.bytes().get(ValueLayout.JAVA_BYTE, at + 4));
            } else if (code == IF_TSOFFSET && size >= Long.BYTES) {
                boolean high = words.swapped();
                offset = words.number(high ? at + 4 : at + 8) << Integer.SIZE | words.number(high ? at + 8 : at + 4);
            }
            at += 4 + ((size + 3) & ~3);
        }
        return new PcapngInterface(
                words.half(block + 8), snapshot == 0 ? Long.MAX_VALUE : snapshot, resolution, offset);
    }

    /** Nanoseconds since the beginning of 1970. */
    long nanos(long ticks) {
        int power = resolution & ~BINARY;
        long since = (resolution & BINARY) != 0 ? binary(ticks, power) : decimal(ticks, power);
        return offset * SECOND + since;
    }

    private static long decimal(long ticks, int power) {
        return power <= NANOSECONDS ? ticks * tens(NANOSECONDS - power) : ticks / tens(power - NANOSECONDS);
    }

    private static long tens(int power) {
        long value = 1;
        for (int i = 0; i < Math.min(power, 18); i++) {
            value *= 10;
        }
        return value;
    }

    private static long binary(long ticks, int power) {
        if (power >= Long.SIZE) {
            return 0;
        }
        long seconds = power == 0 ? ticks : ticks >>> power;
        long rest = ticks - (seconds << power);
        int excess = Math.max(0, power - Integer.SIZE); // so that the product fits
        return seconds * SECOND + (((rest >>> excess) * SECOND) >>> (power - excess));
    }
}
