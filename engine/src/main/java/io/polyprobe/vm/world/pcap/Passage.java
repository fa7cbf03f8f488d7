package io.polyprobe.vm.world.pcap;

import io.polyprobe.capture.CaptureWriter;
import io.polyprobe.capture.CaptureWriter.Direction;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.vm.packet.Network;
import io.polyprobe.vm.packet.Packet;
import io.polyprobe.vm.packet.Packets;
import io.polyprobe.vm.packet.Redirect;
import io.polyprobe.vm.packet.SocketBuffer;
import io.polyprobe.vm.packet.XdpPacket;
import io.polyprobe.vm.world.Hits;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The way of a packet: XDP, packet sockets, tc, and then up into a network stack that there is not, or out by a device.
 * Verdicts are those of {@code enum xdp_action} and {@code enum tcx_action_base} ({@code linux/bpf.h}).
 */
final class Passage implements Network, AutoCloseable {
    /** Packet sockets on all devices. */
    static final ProbeSpec ANY = new ProbeSpec.PacketSocket(ProbeSpec.PacketSocket.ANY);

    private static final int XDP_ABORTED = 0;
    private static final int XDP_PASS = 2;
    private static final int XDP_TX = 3;
    private static final int XDP_REDIRECT = 4;

    private static final int TCX_PASS = 0;
    private static final int TCX_DROP = 2;
    private static final int TCX_REDIRECT = 7;

    /** What Ethernet carries; a capture does not say what its device was set to. */
    private static final int MTU = 1500;

    /** {@code XMIT_RECURSION_LIMIT}: so often a packet is sent on while it is being sent on. */
    private static final int DEEPEST = 8;

    private final List<Port> ports;
    private final Packets packets;
    private final Hits hits;
    private final Optional<CaptureWriter> output;
    private final Arena arena = Arena.ofShared();
    private final XdpPacket frame;

    /** By depth: a program may send a copy of its packet to where other programs see it. */
    private final List<SocketBuffer> sockets = new ArrayList<>();

    private final List<SocketBuffer> buffers = new ArrayList<>();
    private int depth;

    /** Of the packet that is on its way. */
    private int wireLength;

    private long nanos;

    Passage(List<Port> ports, Packets packets, Hits hits, Optional<CaptureWriter> output) {
        this.ports = ports;
        this.packets = packets;
        this.hits = hits;
        this.output = output;
        frame = packets.frame(arena);
        for (int i = 0; i < DEEPEST; i++) {
            sockets.add(packets.buffer(ProgramType.SOCKET_FILTER, arena));
            buffers.add(packets.buffer(ProgramType.SCHED_CLS, arena));
        }
        packets.connect(this);
    }

    /** A port receives its pending packet. */
    void receive(Port port) {
        port.tally.receive();
        nanos = port.nanos();
        wireLength = port.wireLength();
        MemorySegment bytes = port.frame();
        if (bytes.byteSize() < Packet.ETHERNET_HEADER) {
            port.tally.runt();
        } else if (port.hasXdp()) {
            frame.receive(bytes, port.number());
            filter(port);
        } else {
            comeIn(port, bytes);
        }
    }

    private void filter(Port port) {
        OptionalLong verdict = hits.hit(port.xdp, frame.context());
        Redirect redirect = packets.takeRedirect();
        int action = (int) verdict.orElse(XDP_ABORTED);
        port.tally.action(action);
        switch (action) {
            case XDP_PASS -> {
                if (port.isWatched() || output.isPresent()) {
                    comeIn(port, frame.bytes());
                } else {
                    port.tally.pass();
                }
            }
            case XDP_TX -> goOut(port, frame.bytes());
            case XDP_REDIRECT -> {
                for (Port to : targets(redirect, port)) {
                    goOut(to, frame.bytes());
                }
            }
            default -> {}
        }
    }

    private List<Port> targets(@Nullable Redirect redirect, Port from) {
        return redirect == null
                ? List.of()
                : redirect.devices().stream()
                        .filter(this::has)
                        .map(this::port)
                        .filter(port -> !redirect.elsewhere() || port != from)
                        .toList();
    }

    /** What XDP has left comes into the network stack. */
    private void comeIn(Port port, MemorySegment bytes) {
        look(port, bytes);
        MemorySegment left = classify(port, bytes, false);
        if (left != null) {
            port.tally.pass();
            write(port, left, Direction.INBOUND);
        }
    }

    /** The network stack sends a packet. */
    private void transmit(Port port, MemorySegment bytes) {
        look(port, bytes);
        MemorySegment left = classify(port, bytes, true);
        if (left != null) {
            goOut(port, left);
        }
    }

    private void goOut(Port port, MemorySegment bytes) {
        port.tally.send();
        write(port, bytes, Direction.OUTBOUND);
    }

    private void write(Port port, MemorySegment bytes, Direction direction) {
        output.ifPresent(writer -> {
            int cut = Math.max(0, wireLength - port.captured());
            writer.write(port.number() - PcapWorld.FIRST, nanos, bytes, (int) bytes.byteSize() + cut, direction);
        });
    }

    /** Packet sockets get a copy. */
    private void look(Port port, MemorySegment bytes) {
        if (port.hasSocket()) {
            SocketBuffer copy = sockets.get(depth);
            copy.receive(bytes, port.number(), wireLength, nanos);
            hits.hit(port.socket, copy.context());
            hits.hit(ANY, copy.context());
        }
    }

    /** Programs of tc decide; null where the packet does not go on. */
    private @Nullable MemorySegment classify(Port port, MemorySegment bytes, boolean out) {
        if (!port.hasTc(out)) {
            return bytes;
        }
        SocketBuffer packet = buffers.get(depth);
        packet.receive(bytes, port.number(), wireLength, nanos);
        int verdict = (int)
                hits.hit(out ? port.egress : port.ingress, packet.context(), returned -> !isVerdict((int) returned))
                        .orElse(TCX_PASS);
        Redirect redirect = packets.takeRedirect();
        if (verdict == TCX_DROP || verdict == TCX_REDIRECT) {
            port.tally.stop();
            if (verdict == TCX_REDIRECT && redirect != null) {
                for (Port to : targets(redirect, port)) {
                    send(to.number(), redirect.ingress(), packet.bytes());
                }
            }
            return null;
        }
        return packet.bytes();
    }

    /** Everything else leaves the packet to the next program. */
    private static boolean isVerdict(int returned) {
        return returned == TCX_PASS || returned == TCX_DROP || returned == TCX_REDIRECT;
    }

    private Port port(int number) {
        return ports.get(number - PcapWorld.FIRST);
    }

    @Override
    public boolean has(int device) {
        return device >= PcapWorld.FIRST && device < PcapWorld.FIRST + ports.size();
    }

    @Override
    public int mtu(int device) {
        return MTU;
    }

    @Override
    public void send(int device, boolean ingress, MemorySegment packet) {
        if (depth == DEEPEST - 1) {
            return;
        }
        var copy = MemorySegment.ofArray(packet.toArray(ValueLayout.JAVA_BYTE));
        depth++;
        try {
            if (ingress) {
                comeIn(port(device), copy);
            } else {
                transmit(port(device), copy);
            }
        } finally {
            depth--;
        }
    }

    @Override
    public void close() {
        frame.close();
        sockets.forEach(Packet::close);
        buffers.forEach(Packet::close);
        packets.connect(LOOPBACK_ALONE);
        arena.close();
        output.ifPresent(CaptureWriter::close);
    }
}
