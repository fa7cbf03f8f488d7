package io.polyprobe.vm.helper;

import java.util.HexFormat;
import java.util.StringJoiner;

/** Internet addresses as {@code %pi4}, {@code %pI4}, {@code %pi6} and {@code %pI6} print them (printk-formats.rst). */
final class Internet {
    private Internet() {}

    /** @param plain {@code 127.0.0.1} and not {@code 127.000.000.001} */
    static String v4(byte[] address, boolean plain) {
        var parts = new StringJoiner(".");
        for (byte b : address) {
            parts.add((plain ? "%d" : "%03d").formatted(b & 0xff));
        }
        return parts.toString();
    }

    /** @param colons whether the groups of four digits are set apart */
    static String v6(byte[] address, boolean colons) {
        var groups = new StringJoiner(colons ? ":" : "");
        for (int i = 0; i < address.length; i += 2) {
            groups.add(HexFormat.of().formatHex(address, i, i + 2));
        }
        return groups.toString();
    }
}
