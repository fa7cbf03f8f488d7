package io.polyprobe.isa;

/** How much a load or store moves (RFC 9669, section 5). */
public enum Size {
    B(0x10, 1),
    H(0x08, 2),
    W(0x00, 4),
    DW(0x18, 8);

    private final int code;
    private final int bytes;

    Size(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** The size's bits of the opcode byte. */
    int code() {
        return code;
    }

    public int bytes() {
        return bytes;
    }

    public int bits() {
        return bytes * 8;
    }

    /** The register's value after a sign-extending load of this size. */
    public long signExtend(long value) {
        return value << (64 - bits()) >> (64 - bits());
    }
}
