package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelObject;
import io.polyprobe.vm.world.simulated.Interrupts.Soft;
import io.polyprobe.vm.world.simulated.Packets.Packet;
import java.util.function.Consumer;

/** The network as this machine meets it: what comes in does so by an interrupt, what goes out is answered or lost. */
final class Network {
    /** The inode number of the first network namespace is the one that Linux happens to give it. */
    private static final long NAMESPACE = 4_026_531_840L;

    /** The interrupt of eth0's queue. */
    private static final int IRQ = 27;

    private static final int FIRST_PORT = 32_768;
    private static final int PORTS = 28_232;
    private static final int NO_SOCKET = 3;

    private final Machine machine;
    private final KernelObject namespace;
    private final Packets packets;
    private int ports;

    Network(Machine machine) {
        this.machine = machine;
        this.namespace = machine.heap.allocate("net").set("ns.inum", NAMESPACE);
        this.packets = new Packets(machine);
    }

    KernelObject namespace() {
        return namespace;
    }

    /** A port for a connection that begins here. */
    int freePort() {
        ports = (ports + 1 + machine.chance.below(7)) % PORTS;
        return FIRST_PORT + ports;
    }

    /** Where this machine talks from to some other. */
    Endpoint here(Endpoint other, int port) {
        return other.isV6() ? Endpoint.of("2001:db8::10", port) : Endpoint.of("192.0.2.10", port);
    }

    /** A segment of a socket leaves. */
    void send(Socket socket, int payload) {
        Packet packet = packets.outgoing(socket, payload);
        packets.transmit(packet, payload + packet.length());
        packet.free();
    }

    /**
     * A segment for a socket comes in after some time.
     *
     * @param effect what it does, given the {@code sk_buff}
     */
    void receive(long nanos, Socket socket, int payload, Consumer<KernelObject> effect) {
        int cpu = machine.chance.below(machine.scheduler.cpus());
        machine.later(
                nanos,
                () -> machine.interrupts.hard(
                        cpu, IRQ, "virtio0-input.0", () -> {}, Soft.NET_RX, () -> take(socket, payload, effect)));
    }

    private void take(Socket socket, int payload, Consumer<KernelObject> effect) {
        Packet packet = packets.incoming(socket, payload);
        Frames frames = machine.frames();
        int depth = frames.depth();
        frames.stand("net_rx_action", "__napi_poll", "virtnet_poll");
        packets.receive(packet, payload + packet.length());
        frames.stand("ip_rcv");
        if (socket.protocol == Socket.IPPROTO_TCP) {
            frames.down("tcp_v4_rcv", packet.skb.address());
        }
        effect.accept(packet.skb);
        frames.unwind(depth, 0);
        packet.free();
    }

    /** A segment comes for a port that nobody listens at. */
    void knock(Endpoint from, int port) {
        var socket = new Socket(machine, Socket.IPPROTO_TCP, here(from, port), from);
        int cpu = machine.chance.below(machine.scheduler.cpus());
        machine.interrupts.hard(cpu, IRQ, "virtio0-input.0", () -> {}, Soft.NET_RX, () -> {
            Packet packet = packets.incoming(socket, 0);
            Frames frames = machine.frames();
            int depth = frames.depth();
            frames.stand("net_rx_action", "__napi_poll", "virtnet_poll", "ip_rcv");
            packets.receive(packet, packet.length());
            frames.down("tcp_v4_rcv", packet.skb.address());
            packets.drop(packet, NO_SOCKET);
            frames.unwind(depth, 0);
            socket.free();
        });
    }

    /** A segment that was not acknowledged is sent again. */
    void retransmit(Socket socket, int payload, int times) {
        Packet packet = packets.outgoing(socket, payload);
        socket.retransmitted(times);
        machine.frames().down("tcp_retransmit_skb", socket.sock.address(), packet.skb.address(), 1);
        machine.hits.tracepoint(
                "tcp",
                "tcp_retransmit_skb",
                packet.skb.address(),
                socket.sock.address(),
                (long) socket.state.number,
                (long) socket.local.port(),
                (long) socket.remote.port(),
                (long) socket.family(),
                socket.local.v4(),
                socket.remote.v4(),
                socket.local.v6(),
                socket.remote.v6(),
                0L);
        machine.hits.rawTracepoint("tcp_retransmit_skb", socket.sock.address(), packet.skb.address(), 0);
        packets.transmit(packet, payload + packet.length());
        machine.frames().up(0);
        packet.free();
    }
}
