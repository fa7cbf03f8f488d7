package io.polyprobe.object;

/** {@code enum bpf_core_relo_kind} of {@code include/uapi/linux/bpf.h}. */
final class CoreKind {
    static final int FIELD_BYTE_OFFSET = 0;
    static final int FIELD_BYTE_SIZE = 1;
    static final int FIELD_EXISTS = 2;
    static final int FIELD_SIGNED = 3;
    static final int FIELD_LSHIFT_U64 = 4;
    static final int FIELD_RSHIFT_U64 = 5;
    static final int TYPE_ID_LOCAL = 6;
    static final int TYPE_ID_TARGET = 7;
    static final int TYPE_EXISTS = 8;
    static final int TYPE_SIZE = 9;
    static final int ENUMVAL_EXISTS = 10;
    static final int ENUMVAL_VALUE = 11;
    static final int TYPE_MATCHES = 12;

    private CoreKind() {}
}
