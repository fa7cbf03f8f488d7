package io.polyprobe.linux.abi;

/** Numbers of sockets ({@code socket(7)}, {@code packet(7)}, {@code netdevice(7)}), as on x86-64 and aarch64. */
public final class Sockets {
    public static final int AF_INET = 2;
    public static final int AF_PACKET = 17;

    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;

    public static final int SOL_SOCKET = 1;
    public static final int SO_ATTACH_BPF = 50;

    /** {@code ETH_P_ALL} of {@code linux/if_ether.h}: packets of each protocol. */
    public static final int ETH_P_ALL = 3;

    public static final int SIOCGIFINDEX = 0x8933;

    /** {@code IFNAMSIZ}: bytes of a device's name, the final zero included. */
    public static final int DEVICE_NAME = 16;

    /** {@code struct ifreq}: a name, then what is asked for. */
    public static final int IFREQ_SIZE = 40;

    /** {@code struct sockaddr_ll}. */
    public static final class PacketAddress {
        public static final int SIZE = 20;
        public static final int FAMILY = 0;
        public static final int PROTOCOL = 2;
        public static final int IFINDEX = 4;

        private PacketAddress() {}
    }

    private Sockets() {}
}
