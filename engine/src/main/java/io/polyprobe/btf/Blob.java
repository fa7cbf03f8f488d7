package io.polyprobe.btf;

/** BTF's bytes, read in the byte order they were written in. Bytes are put together by hand: it is fast from the first call. */
record Blob(byte[] bytes, boolean bigEndian) {
    int u16(int at) {
        int low = bytes[at] & 0xff;
        int high = bytes[at + 1] & 0xff;
        return bigEndian ? low << 8 | high : high << 8 | low;
    }

    int u32(int at) {
        int first = u16(at);
        int second = u16(at + 2);
        return bigEndian ? first << 16 | second : second << 16 | first;
    }
}
