package io.polyprobe.vm.world.simulated;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.polyprobe.vm.world.KernelObject;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Makes {@code struct sk_buff}s with true headers of IP and TCP or UDP, and sends them over the one device, eth0. */
final class Packets {
    static final String DEVICE = "eth0";

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
    private static final int ETHERNET = 14;
    private static final int IP4 = 20;
    private static final int IP6 = 40;
    private static final int TCP = 20;
    private static final int ETH_P_IP = 0x0800;
    private static final int ETH_P_IPV6 = 0x86dd;
    private static final int MTU = 1_500;

    private final Machine machine;
    private final KernelObject device;
    private final KernelObject sending;
    private final KernelObject receiving;

    Packets(Machine machine) {
        this.machine = machine;
        device = machine.heap
                .allocate("net_device")
                .set("name", ascii())
                .set("ifindex", 2)
                .set("mtu", MTU);
        sending = VirtioDevices.queue(machine.heap, "virtio0", "virtio_net", "output.0");
        receiving = VirtioDevices.queue(machine.heap, "virtio0", "virtio_net", "input.0");
    }

    private static byte[] ascii() {
        return DEVICE.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    /** A packet of a socket, on its way out or in. */
    final class Packet {
        final KernelObject skb;
        private final MemorySegment head;

        private Packet(Socket socket, Endpoint from, Endpoint to, int payload) {
            boolean six = from.isV6();
            int transport = ETHERNET + (six ? IP6 : IP4);
            head = machine.heap.bytes(transport + TCP);
            head.set(SHORT, 12, (short) (six ? ETH_P_IPV6 : ETH_P_IP));
            int length = transport + TCP + payload - ETHERNET;
            if (six) {
                head.set(ValueLayout.JAVA_BYTE, ETHERNET, (byte) 0x60);
                head.set(ValueLayout.JAVA_BYTE, ETHERNET + 6, (byte) socket.protocol);
                put(from, ETHERNET + 8);
                put(to, ETHERNET + 24);
            } else {
                head.set(ValueLayout.JAVA_BYTE, ETHERNET, (byte) 0x45);
                head.set(SHORT, ETHERNET + 2, (short) length);
                head.set(ValueLayout.JAVA_BYTE, ETHERNET + 8, (byte) 64);
                head.set(ValueLayout.JAVA_BYTE, ETHERNET + 9, (byte) socket.protocol);
                put(from, ETHERNET + 12);
                put(to, ETHERNET + 16);
            }
            head.set(SHORT, transport, (short) from.port());
            head.set(SHORT, transport + 2, (short) to.port());
            head.set(INT, transport + 4, 0x1000);
            head.set(ValueLayout.JAVA_BYTE, transport + 12, (byte) ((TCP / 4) << 4));
            head.set(ValueLayout.JAVA_BYTE, transport + 13, (byte) 0x10);
            skb = machine.heap
                    .allocate("sk_buff")
                    .set("dev", device)
                    .set("sk", socket.sock)
                    .set("len", length)
                    .set("protocol", Short.toUnsignedInt(Short.reverseBytes((short) (six ? ETH_P_IPV6 : ETH_P_IP))))
                    .set("mac_header", 0)
                    .set("network_header", ETHERNET)
                    .set("transport_header", transport)
                    .set("head", head.address())
                    .set("data", head.address() + ETHERNET);
        }

        private void put(Endpoint endpoint, int offset) {
            MemorySegment.copy(endpoint.address(), 0, head, ValueLayout.JAVA_BYTE, offset, endpoint.address().length);
        }

        int length() {
            return (int) (head.byteSize() - ETHERNET);
        }

        void free() {
            machine.heap.free(skb);
            machine.heap.free(head);
        }
    }

    /** A packet that a socket sends. */
    Packet outgoing(Socket socket, int payload) {
        return new Packet(socket, socket.local, socket.remote, payload);
    }

    /** A packet that comes for a socket. */
    Packet incoming(Socket socket, int payload) {
        return new Packet(socket, socket.remote, socket.local, payload);
    }

    /** The running task, or an interrupt, gives a packet to the device. */
    void transmit(Packet packet, int length) {
        Frames frames = machine.frames();
        int depth = frames.depth();
        frames.stand("ip_queue_xmit", "__dev_queue_xmit");
        machine.hits.tracepoint("net", "net_dev_queue", packet.skb.address(), (long) length, DEVICE);
        machine.hits.rawTracepoint("net_dev_queue", packet.skb.address());
        frames.down("dev_hard_start_xmit", packet.skb.address(), device.address());
        machine.hits.tracepoint(
                "net",
                "net_dev_start_xmit",
                DEVICE,
                0L,
                packet.skb.address(),
                0L,
                0L,
                0L,
                (long) ETH_P_IP,
                3L,
                (long) length,
                0L,
                (long) ETHERNET,
                1L,
                (long) ETHERNET + IP4,
                0L,
                0L,
                0L,
                0L);
        machine.hits.rawTracepoint("net_dev_start_xmit", packet.skb.address(), device.address());
        VirtioDevices.add(machine, "virtqueue_add_outbuf", sending, length);
        frames.unwind(depth, 0);
    }

    /** The device has received a packet: told in the soft interrupt that takes it in. */
    void receive(Packet packet, int length) {
        machine.hits.tracepoint("net", "netif_receive_skb", packet.skb.address(), (long) length, DEVICE);
        machine.hits.rawTracepoint("netif_receive_skb", packet.skb.address());
        VirtioDevices.add(machine, "virtqueue_add_inbuf_ctx", receiving, MTU);
    }

    /** A packet that nobody wants. */
    void drop(Packet packet, int reason) {
        machine.hits.tracepoint("skb", "kfree_skb", packet.skb.address(), 0L, 0L, (long) ETH_P_IP, (long) reason);
        machine.hits.rawTracepoint("kfree_skb", packet.skb.address(), 0, reason, 0);
        packet.free();
    }
}
