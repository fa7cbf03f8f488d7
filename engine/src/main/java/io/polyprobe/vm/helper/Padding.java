package io.polyprobe.vm.helper;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Flags and width of a conversion, as C's {@code printf} applies them.
 *
 * @param flags any of {@code 0}, {@code +}, {@code -} and space
 * @param width the least number of characters, 0 for none
 */
record Padding(String flags, int width) {
    private boolean has(char flag) {
        return flags.indexOf(flag) >= 0;
    }

    /** @param signed whether a sign may stand before it */
    byte[] number(String digits, boolean signed) {
        String sign = "";
        String rest = digits;
        if (digits.startsWith("-")) {
            sign = "-";
            rest = digits.substring(1);
        } else if (signed && has('+')) {
            sign = "+";
        } else if (signed && has(' ')) {
            sign = " ";
        }
        int missing = width - sign.length() - rest.length();
        if (has('0') && !has('-') && missing > 0) {
            rest = "0".repeat(missing) + rest;
        }
        return text((sign + rest).getBytes(StandardCharsets.US_ASCII));
    }

    /** Sixteen hexadecimal digits unless a width is given. */
    byte[] pointer(long address) {
        String digits = width == 0 ? "%016x".formatted(address) : Long.toHexString(address);
        return new Padding(flags.replace("0", ""), width).number(digits, false);
    }

    byte[] text(byte[] text) {
        if (text.length >= width) {
            return text;
        }
        var padded = new byte[width];
        Arrays.fill(padded, (byte) ' ');
        System.arraycopy(text, 0, padded, has('-') ? 0 : width - text.length, text.length);
        return padded;
    }
}
