package io.polyprobe.vm.helper;

import io.polyprobe.vm.map.Errno;

/**
 * A number read from a string as {@code bpf_strtol} does: spaces, a minus sign, a prefix that says the base, digits.
 *
 * @param value 0 where there is none
 * @param consumed bytes that it took, or a negative error number
 */
record TextNumber(long value, int consumed) {
    /** The bits of the flags that hold the base; the others are reserved. */
    private static final long BASE = 0x1f;

    /** Linux copies no more than so many bytes, spaces and sign not counted. */
    private static final int MOST = 63;

    static TextNumber parse(byte[] text, long flags, boolean signed) {
        int base = (int) (flags & BASE);
        if ((base != 0 && base != 8 && base != 10 && base != 16) || (flags & ~BASE) != 0) {
            return failed(Errno.EINVAL);
        }
        int at = 0;
        while (at < text.length && isSpace(text[at])) {
            at++;
        }
        boolean negative = at < text.length && text[at] == '-';
        if (negative) {
            at++;
        }
        if (negative && !signed && at < text.length) {
            TextNumber magnitude = digits(text, at, base);
            return magnitude.consumed < 0 ? magnitude : failed(Errno.EINVAL);
        }
        TextNumber magnitude = digits(text, at, base);
        if (!signed || magnitude.consumed < 0) {
            return magnitude;
        }
        long value = negative ? -magnitude.value : magnitude.value;
        boolean fits = negative ? value <= 0 : value >= 0;
        return fits ? new TextNumber(value, magnitude.consumed) : failed(Errno.ERANGE);
    }

    private static TextNumber failed(Errno errno) {
        return new TextNumber(0, errno.result());
    }

    private static TextNumber digits(byte[] text, int start, int givenBase) {
        int end = Math.min(text.length, start + MOST);
        boolean hexadecimal = digit(text, start, end) == 0 && isX(text, start + 1, end);
        int base = givenBase;
        if (base == 0) {
            base = digit(text, start, end) != 0 ? 10 : hexadecimal && digit(text, start + 2, end) >= 0 ? 16 : 8;
        }
        int at = base == 16 && hexadecimal ? start + 2 : start;
        int first = at;
        long value = 0;
        boolean tooLarge = false;
        for (int digit = digit(text, at, end); digit >= 0 && digit < base; digit = digit(text, ++at, end)) {
            tooLarge |= Long.compareUnsigned(value, Long.divideUnsigned(-1 - (long) digit, base)) > 0;
            value = value * base + digit;
        }
        if (tooLarge) {
            return failed(Errno.ERANGE);
        }
        return at == first ? failed(Errno.EINVAL) : new TextNumber(value, at);
    }

    private static int digit(byte[] text, int at, int end) {
        return at < end ? Character.digit((char) (text[at] & 0xff), 16) : -1;
    }

    private static boolean isX(byte[] text, int at, int end) {
        return at < end && (text[at] | 0x20) == 'x';
    }

    /** White space as Linux has it, in ISO 8859-1. */
    private static boolean isSpace(byte c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || c == (byte) 0xa0;
    }
}
