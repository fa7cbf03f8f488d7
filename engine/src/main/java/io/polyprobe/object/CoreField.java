package io.polyprobe.object;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;

/**
 * A field as CO-RE describes it.
 *
 * @param bitSize 0 where it is no bit field
 */
record CoreField(int type, long bitOffset, int bitSize) {
    private static final int WORD = 64;

    boolean isBitField() {
        return bitSize != 0;
    }

    /** Bytes to load: for a bit field the smallest aligned integer that holds all of it. */
    long byteSize(Btf btf) {
        long size = btf.sizeOf(type);
        if (isBitField()) {
            size = Math.max(1, size);
            while (size < 8 && bitOffset + bitSize - bitOffset / 8 / size * size * 8 > size * 8) {
                size *= 2;
            }
        }
        return size;
    }

    long byteOffset(Btf btf) {
        long size = byteSize(btf);
        return isBitField() ? bitOffset / 8 / size * size : bitOffset / 8;
    }

    boolean isSigned(Btf btf) {
        return switch (btf.type(btf.resolve(type))) {
            case BtfType.Int it -> it.signed();
            case BtfType.Enum it -> it.signed();
            default -> false;
        };
    }

    /** How far to shift the loaded bytes left until the field's highest bit is bit 63, on a little-endian machine. */
    long leftShift(Btf btf) {
        return WORD - (bitOffset + bits(btf) - byteOffset(btf) * 8);
    }

    /** How far to shift right then. */
    long rightShift(Btf btf) {
        return WORD - bits(btf);
    }

    private long bits(Btf btf) {
        return isBitField() ? bitSize : btf.sizeOf(type) * 8;
    }
}
