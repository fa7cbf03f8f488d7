package io.polyprobe.vm.packet;

import io.polyprobe.object.ProgramType;
import io.polyprobe.vm.map.Errno;
import io.polyprobe.vm.memory.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A packet on its way through the network ({@code struct sk_buff}), as a program sees it ({@code struct __sk_buff}).
 * Programs in tc begin to see it with its Ethernet header, all others behind that.
 *
 * <p>The context's memory is the one place for what programs can read there; this class keeps it right.
 */
public final class SocketBuffer extends Packet {
    /** {@code NET_SKB_PAD}: bytes of room before a packet that came in. */
    private static final int HEADROOM = 64;

    /** A page less that room and {@code struct skb_shared_info}: what a test run takes. */
    private static final int MOST_GIVEN = 4096 - HEADROOM - 320;

    /** {@code BPF_SKB_MAX_LEN}: four pages less {@code struct skb_shared_info}. */
    public static final int MOST = 4 * 4096 - 320;

    /** {@code GSO_LEGACY_MAX_SIZE}. */
    private static final long MOST_WIRE = 65_536;

    /** {@code GSO_MAX_SEGS}. */
    private static final long MOST_SEGMENTS = 65_535;

    /** The fields of {@code struct __sk_buff} that the caller of a test run may fill in and gets back. */
    private static final Set<String> GIVEN = Set.of(
            "mark",
            "priority",
            "ingress_ifindex",
            "ifindex",
            "cb",
            "tstamp",
            "wire_len",
            "gso_segs",
            "gso_size",
            "hwtstamp");

    private static final int PROTOCOL = 12;

    /** Whether programs see the Ethernet header. */
    private final boolean ethernet;

    /** How far behind the first byte that programs see the network header begins. */
    private int networkOffset;

    private boolean encapsulated;

    /** By which it is to go, where a program has said so. */
    private @Nullable Tunnel tunnel;

    private final Edges edges;

    private final Checksum checksum = new Checksum();

    private SocketBuffer(Packets packets, Memory memory, Arena arena, ProgramType type, boolean ethernet) {
        super(packets, new Context(memory, arena, packets.skb(), writable(type)), new Window(memory, arena));
        this.ethernet = ethernet;
        edges = new Edges(context);
    }

    /** One for a device that receives packet after packet, whose programs see them from the Ethernet header on. */
    static SocketBuffer empty(Packets packets, Memory memory, Arena arena, ProgramType type) {
        return new SocketBuffer(packets, memory, arena, type, true);
    }

    /**
     * Becomes a packet that a device has received.
     *
     * @param bytes at least {@link #ETHERNET_HEADER}
     * @param device its number
     * @param wireLength bytes that it had on the wire
     * @param nanos when it came, since the beginning of 1970
     */
    public void receive(MemorySegment bytes, int device, int wireLength, long nanos) {
        context.clear();
        context.set("ingress_ifindex", device);
        context.set("wire_len", Integer.toUnsignedLong(wireLength));
        context.set("tstamp", nanos);
        encapsulated = false;
        tunnel = null;
        checksum.reset();
        fill(bytes, device);
    }

    private void fill(MemorySegment bytes, int device) {
        window.fill(bytes, HEADROOM, HEADROOM);
        networkOffset = ethernet ? ETHERNET_HEADER : 0;
        if (!ethernet) {
            window.show(window.start() + ETHERNET_HEADER, window.end());
        }
        follow();
        context.set("ifindex", device);
        context.set("pkt_type", device == LOOPBACK ? PacketType.toLoopback(bytes) : PacketType.toDevice(bytes));
        setProtocol(EtherType.of(bytes, PROTOCOL));
    }

    static SocketBuffer open(
            Packets packets, Memory memory, Arena arena, ProgramType type, byte[] bytes, @Nullable GivenContext given) {
        if (bytes.length < ETHERNET_HEADER || bytes.length > MOST_GIVEN) {
            throw new PacketRefusal(
                    Errno.EINVAL,
                    "a packet has at least %d bytes, and at most %d".formatted(ETHERNET_HEADER, MOST_GIVEN));
        }
        boolean ethernet = type == ProgramType.SCHED_CLS || type == ProgramType.SCHED_ACT;
        int seen = ethernet ? bytes.length : bytes.length - ETHERNET_HEADER;
        if (given != null) {
            require(packets, given, seen);
        }
        var packet = new SocketBuffer(packets, memory, arena, type, ethernet);
        if (given != null) {
            GIVEN.forEach(field -> packet.context.bytes(field).copyFrom(given.field(field)));
            if (given.get("wire_len") == 0) {
                packet.context.set("wire_len", seen);
            }
        }
        packet.fill(MemorySegment.ofArray(bytes), LOOPBACK);
        return packet;
    }

    /** What {@code convert___skb_to_skb()} of {@code net/bpf/test_run.c} asks of a context. */
    private static void require(Packets packets, GivenContext given, int seen) {
        BitSet allowed = packets.skb().places(GIVEN);
        given.requireOnly(allowed);
        long device = given.get("ifindex");
        if (device > LOOPBACK) {
            throw new PacketRefusal(Errno.ENODEV, "there is no network device %d".formatted(device));
        }
        long wire = given.get("wire_len");
        if (wire != 0 && (wire < seen || wire > MOST_WIRE)) {
            throw new PacketRefusal(
                    Errno.EINVAL, "wire_len is at least the packet's length, and at most %d".formatted(MOST_WIRE));
        }
        if (given.get("gso_segs") > MOST_SEGMENTS) {
            throw new PacketRefusal(Errno.EINVAL, "gso_segs is at most %d".formatted(MOST_SEGMENTS));
        }
    }

    /** What programs may write: the {@code is_valid_access} functions of {@code net/core/filter.c}. */
    private static Set<String> writable(ProgramType type) {
        return switch (type) {
            case SCHED_CLS, SCHED_ACT ->
                Set.of("mark", "queue_mapping", "priority", "tc_index", "cb", "tc_classid", "tstamp");
            case CGROUP_SKB -> Set.of("mark", "priority", "cb", "tstamp");
            case LWT_IN, LWT_OUT, LWT_XMIT -> Set.of("mark", "priority", "cb");
            case SOCKET_FILTER -> Set.of("cb");
            default -> Set.of();
        };
    }

    private void follow() {
        context.set("len", window.length());
        edges.point(window.address(), window.address(), window.address() + window.length());
    }

    @Override
    public int device() {
        return (int) context.get("ifindex");
    }

    @Override
    public MemorySegment bytes() {
        return window.segment();
    }

    /** The bytes from the Ethernet header on, which the packet keeps also where programs do not see it. */
    public MemorySegment withEthernetHeader() {
        int start = ethernet ? window.start() : Math.max(0, window.start() - ETHERNET_HEADER);
        return window.room().asSlice(start, window.end() - start);
    }

    /** How far behind the first byte the network header begins. */
    public int networkOffset() {
        return networkOffset;
    }

    public void setNetworkOffset(int offset) {
        networkOffset = offset;
    }

    /** Whether a header was put around it ({@code skb->encapsulation}). */
    public boolean isEncapsulated() {
        return encapsulated;
    }

    public void encapsulate() {
        encapsulated = true;
    }

    /** A field of the context, of 4 or 8 bytes. */
    public long field(String name) {
        return context.get(name);
    }

    public void setField(String name, long value) {
        context.set(name, value);
    }

    /** {@code skb->protocol}: an EtherType as a number. */
    public int protocol() {
        return Short.toUnsignedInt(Short.reverseBytes((short) context.get("protocol")));
    }

    public void setProtocol(int etherType) {
        context.set("protocol", Short.toUnsignedInt(Short.reverseBytes((short) etherType)));
    }

    /** The tunnel by which it is to go; null where no program has named one. */
    public @Nullable Tunnel tunnel() {
        return tunnel;
    }

    public void setTunnel(Tunnel newTunnel) {
        tunnel = newTunnel;
    }

    public Checksum checksum() {
        return checksum;
    }

    /** Forgets the hash of its flow ({@code skb_clear_hash()}). */
    public void clearHash() {
        context.set("hash", 0);
    }

    /**
     * Puts zeros in; what is before them moves towards the room before the packet, headers and all.
     *
     * @param place behind so many bytes, or behind all where there are not so many
     */
    public void insert(int place, int count) {
        int offset = Math.min(place, window.length());
        window.reserve(count + ETHERNET_HEADER, 0);
        MemorySegment room = window.room();
        int start = window.start() - count;
        MemorySegment.copy(room, window.start(), room, start, offset);
        room.asSlice((long) start + offset, count).fill((byte) 0);
        window.show(start, window.end());
        follow();
    }

    /** Takes bytes out; what is before them moves behind. */
    public void remove(int offset, int count) {
        MemorySegment room = window.room();
        MemorySegment.copy(room, window.start(), room, (long) window.start() + count, offset);
        window.show(window.start() + count, window.end());
        follow();
    }

    /** Makes it longer by zeros, or shorter, at its end. */
    public void resize(int length) {
        int more = length - window.length();
        if (more > 0) {
            window.reserve(0, more);
            window.room().asSlice(window.end(), more).fill((byte) 0);
        }
        window.show(window.start(), window.start() + length);
        follow();
    }

    /** Linux gives the Ethernet header back as zeros where the program did not see it. */
    @Override
    public byte[] result() {
        byte[] seen = window.segment().toArray(ValueLayout.JAVA_BYTE);
        if (ethernet) {
            return seen;
        }
        byte[] all = new byte[ETHERNET_HEADER + seen.length];
        System.arraycopy(seen, 0, all, ETHERNET_HEADER, seen.length);
        return all;
    }

    @Override
    public byte[] contextResult() {
        var result = GivenContext.of(packets.skb(), new byte[0]);
        GIVEN.forEach(field -> result.field(field).copyFrom(context.bytes(field)));
        return result.bytes();
    }
}
