package io.polyprobe.vm.world.simulated;

import java.net.InetAddress;

/**
 * One end of a connection.
 *
 * @param address 4 bytes for IPv4, 16 for IPv6
 */
record Endpoint(byte[] address, int port) {
    /** @param text a numerical address, such as {@code 192.0.2.7} or {@code 2001:db8::7} */
    static Endpoint of(String text, int port) {
        try {
            return new Endpoint(InetAddress.ofLiteral(text).getAddress(), port);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no IP address", e);
        }
    }

    boolean isV6() {
        return address.length == 16;
    }

    /** The address as the kernel keeps an IPv4 address in an integer; 0 for IPv6. */
    long number() {
        return isV6()
                ? 0
                : (address[0] & 0xffL)
                        | (address[1] & 0xffL) << 8
                        | (address[2] & 0xffL) << 16
                        | (address[3] & 0xffL) << 24;
    }

    /** The port in the order of the network. */
    int networkPort() {
        return Short.toUnsignedInt(Short.reverseBytes((short) port));
    }

    /** For the IPv4 field of tracepoints: zeros for IPv6. */
    byte[] v4() {
        return isV6() ? new byte[4] : address;
    }

    /** For their IPv6 field: IPv4 addresses are mapped. */
    byte[] v6() {
        if (isV6()) {
            return address;
        }
        byte[] mapped = new byte[16];
        mapped[10] = mapped[11] = (byte) 0xff;
        System.arraycopy(address, 0, mapped, 12, 4);
        return mapped;
    }
}
