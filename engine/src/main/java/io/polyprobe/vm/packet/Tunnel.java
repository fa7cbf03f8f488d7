package io.polyprobe.vm.packet;

/** By which tunnel a packet is to go, as a program has said ({@code struct ip_tunnel_info}). */
public final class Tunnel {
    private final byte[] key;
    private final boolean six;
    private int flags;
    private byte[] options = {};

    /**
     * @param key {@code struct bpf_tunnel_key}, whole
     * @param six whether its ends have addresses of IPv6
     * @param flags {@code IP_TUNNEL_*_BIT} of {@code linux/if_tunnel.h}
     */
    public Tunnel(byte[] key, boolean six, int flags) {
        this.key = key.clone();
        this.six = six;
        this.flags = flags;
    }

    public byte[] key() {
        return key.clone();
    }

    public boolean six() {
        return six;
    }

    public int flags() {
        return flags;
    }

    /** What the tunnel's own header carries beside the key; at first nothing. */
    public byte[] options() {
        return options.clone();
    }

    /** @param present the flags that say so */
    public void setOptions(byte[] newOptions, int present) {
        options = newOptions.clone();
        flags |= present;
    }
}
