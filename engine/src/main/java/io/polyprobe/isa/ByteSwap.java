package io.polyprobe.isa;

/** The byte order instructions (RFC 9669, section 4.2) on a little-endian machine. */
public enum ByteSwap {
    /** Host to little-endian: cuts the register to the width. */
    LE(0xd4),
    /** Host to big-endian. */
    BE(0xdc),
    /** Swaps whatever the host is. */
    BSWAP(0xd7);

    private final int opcode;

    ByteSwap(int opcode) {
        this.opcode = opcode;
    }

    int opcode() {
        return opcode;
    }

    /**
     * The register's new value; bits above the width become zero.
     *
     * @param bits 16, 32 or 64
     */
    public long apply(long value, int bits) {
        return switch (this) {
            case LE -> value & -1L >>> (64 - bits);
            case BE, BSWAP -> Long.reverseBytes(value) >>> (64 - bits);
        };
    }
}
