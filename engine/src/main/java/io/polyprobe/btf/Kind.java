package io.polyprobe.btf;

/** The numbers of the kinds, and the length of what follows their common 12 bytes ({@code Documentation/bpf/btf.rst}). */
final class Kind {
    static final int INT = 1;
    static final int PTR = 2;
    static final int ARRAY = 3;
    static final int STRUCT = 4;
    static final int UNION = 5;
    static final int ENUM = 6;
    static final int FWD = 7;
    static final int TYPEDEF = 8;
    static final int VOLATILE = 9;
    static final int CONST = 10;
    static final int RESTRICT = 11;
    static final int FUNC = 12;
    static final int FUNC_PROTO = 13;
    static final int VAR = 14;
    static final int DATASEC = 15;
    static final int FLOAT = 16;
    static final int DECL_TAG = 17;
    static final int TYPE_TAG = 18;
    static final int ENUM64 = 19;

    /** Bytes after the common part, by kind: a fixed number, and one for each of {@code vlen} elements. */
    private static final byte[] FIXED = {-1, 4, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 4, 0, 0};

    private static final byte[] EACH = {0, 0, 0, 0, 12, 12, 8, 0, 0, 0, 0, 0, 0, 8, 0, 12, 0, 0, 0, 12};

    private Kind() {}

    /** Length of a whole type in bytes, or -1 for a kind that is not known. */
    static int length(int kind, int vlen) {
        return kind >= FIXED.length || FIXED[kind] < 0 ? -1 : 12 + FIXED[kind] + EACH[kind] * vlen;
    }
}
