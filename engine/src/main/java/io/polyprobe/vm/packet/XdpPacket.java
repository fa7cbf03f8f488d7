package io.polyprobe.vm.packet;

import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.memory.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A packet as an XDP program gets it ({@code struct xdp_md}): a page with room before the packet, some of it for the
 * program's own data about the packet, and room behind.
 */
public final class XdpPacket extends Packet {
    /** {@code XDP_PACKET_HEADROOM}. */
    private static final int HEADROOM = 256;

    /** {@code struct xdp_frame}, which Linux puts at the page's beginning. */
    private static final int FRAME = 40;

    /** A page less {@code struct skb_shared_info}, which Linux puts at its end. */
    private static final int ROOM = 4096 - 320;

    /** Metadata has at most so many bytes ({@code xdp_metalen_invalid()}). */
    private static final int MOST_METADATA = 255;

    /** Where the packet begins in the room; what lies between the window's start and this is metadata. */
    private int data;

    private final Edges edges;

    /** The device that it came in on. */
    private int ingress;

    /** How far its end may go. */
    private int room;

    /** What the caller gave, of which the result differs in the edges alone. */
    private final GivenContext given;

    private XdpPacket(Packets packets, Memory memory, Arena arena, GivenContext given) {
        super(packets, new Context(memory, arena, packets.xdp(), Set.of()), new Window(memory, arena));
        this.given = given;
        edges = new Edges(context);
    }

    static XdpPacket open(Packets packets, Memory memory, Arena arena, byte[] bytes, @Nullable GivenContext given) {
        int metadata = given == null ? 0 : (int) given.get("data");
        if (given != null) {
            require(given, bytes.length);
        }
        if (bytes.length - metadata < ETHERNET_HEADER) {
            throw new PacketRefusal(Errno.EINVAL, "a packet has at least %d bytes".formatted(ETHERNET_HEADER));
        }
        if (bytes.length > ROOM - HEADROOM) {
            throw new PacketRefusal(
                    Errno.EINVAL,
                    "the virtual kernel has no packets in pieces, and one piece has at most %d bytes"
                            .formatted(ROOM - HEADROOM));
        }
        var packet = new XdpPacket(
                packets, memory, arena, given == null ? GivenContext.of(packets.xdp(), new byte[0]) : given);
        packet.fill(MemorySegment.ofArray(bytes), metadata, LOOPBACK);
        return packet;
    }

    /** One for a device that receives packet after packet. */
    static XdpPacket empty(Packets packets, Memory memory, Arena arena) {
        return new XdpPacket(packets, memory, arena, GivenContext.of(packets.xdp(), new byte[0]));
    }

    /**
     * Becomes a packet that a device has received. One that is longer than a page has no room behind it.
     *
     * @param bytes at least {@link #ETHERNET_HEADER}
     * @param device its number
     */
    public void receive(MemorySegment bytes, int device) {
        fill(bytes, 0, device);
    }

    private void fill(MemorySegment bytes, int metadata, int device) {
        int before = HEADROOM - metadata;
        room = Math.max(ROOM, before + (int) bytes.byteSize());
        window.fill(bytes, before, room - before - (int) bytes.byteSize());
        data = before + metadata;
        if (device != ingress) {
            ingress = device;
            context.set("ingress_ifindex", device);
        }
        follow();
    }

    /** What {@code bpf_prog_test_run_xdp()} of {@code net/bpf/test_run.c} asks of a context. */
    private static void require(GivenContext given, int size) {
        long start = given.get("data");
        long end = given.get("data_end");
        if (given.get("data_meta") != 0 || given.get("egress_ifindex") != 0) {
            throw new PacketRefusal(Errno.EINVAL, "data_meta and egress_ifindex of a context cannot be given");
        }
        if (start > end || start > HEADROOM - FRAME || start % Integer.BYTES != 0) {
            throw new PacketRefusal(
                    Errno.EINVAL,
                    "data of a context says how many of the bytes are metadata: a multiple of 4, at most %d"
                            .formatted(HEADROOM - FRAME));
        }
        if (end != size) {
            throw new PacketRefusal(
                    Errno.EINVAL, "the virtual kernel has no packets in pieces: data_end of a context is their size");
        }
        long device = given.get("ingress_ifindex");
        if (device != 0 && device != LOOPBACK) {
            throw new PacketRefusal(Errno.ENODEV, "there is no network device %d".formatted(device));
        }
        if (given.get("rx_queue_index") != 0) {
            throw new PacketRefusal(Errno.EINVAL, "a device of the virtual kernel has one queue, 0");
        }
    }

    private void follow() {
        edges.point(window.address(), window.address() + metadata(), window.address() + window.length());
    }

    private int metadata() {
        return data - window.start();
    }

    private void show(int start, int newData, int end) {
        window.show(start, end);
        data = newData;
        follow();
    }

    @Override
    public int device() {
        return ingress;
    }

    @Override
    public MemorySegment bytes() {
        return window.segment().asSlice(metadata());
    }

    /** {@code bpf_xdp_adjust_head}: moves the beginning and the metadata with it. */
    public int adjustHead(int offset) {
        long moved = (long) data + offset;
        int metadata = metadata();
        if (moved < FRAME + metadata || moved > window.end() - ETHERNET_HEADER) {
            return Errno.EINVAL.result();
        }
        MemorySegment room = window.room();
        MemorySegment.copy(room, window.start(), room, moved - metadata, metadata);
        show((int) moved - metadata, (int) moved, window.end());
        return 0;
    }

    /** {@code bpf_xdp_adjust_tail}: moves the end; what is new there is zero. */
    public int adjustTail(int offset) {
        long end = (long) window.end() + offset;
        if (end > room || end < data + ETHERNET_HEADER) {
            return Errno.EINVAL.result();
        }
        if (offset > 0) {
            window.room().asSlice(window.end(), offset).fill((byte) 0);
        }
        show(window.start(), data, (int) end);
        return 0;
    }

    /** {@code bpf_xdp_adjust_meta}: moves the beginning of the metadata. */
    public int adjustMeta(int offset) {
        long start = (long) window.start() + offset;
        if (start < FRAME || start > data) {
            return Errno.EINVAL.result();
        }
        long metadata = data - start;
        if (metadata % Integer.BYTES != 0 || metadata > MOST_METADATA) {
            return Errno.EACCES.result();
        }
        show((int) start, data, window.end());
        return 0;
    }

    @Override
    public byte[] result() {
        return window.segment().toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public byte[] contextResult() {
        given.set("data", metadata());
        given.set("data_end", window.length());
        return given.bytes().clone();
    }
}
