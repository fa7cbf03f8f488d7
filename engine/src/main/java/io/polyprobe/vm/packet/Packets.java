package io.polyprobe.vm.packet;

import io.polyprobe.btf.Btf;
import io.polyprobe.object.ProgramType;
import io.polyprobe.vm.interpreter.HelperFault;
import io.polyprobe.vm.memory.Memory;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The packets that programs are looking at, by the address of their context. */
public final class Packets {
    private final Memory memory;
    private final ContextLayout xdp;
    private final ContextLayout skb;
    private final Map<Long, Packet> byContext = new HashMap<>();
    private Network network = Network.LOOPBACK_ALONE;
    private @Nullable Redirect redirect;

    /** @param types how contexts are laid out */
    public Packets(Memory memory, Btf types) {
        this.memory = memory;
        this.xdp = new ContextLayout(types, "xdp_md");
        this.skb = new ContextLayout(types, "__sk_buff");
    }

    /**
     * Makes a packet for a run of a program.
     *
     * @param type of the program, one that gets packets
     * @param context bytes that the context is to have, as far as a caller may say; null for none
     * @throws PacketRefusal where Linux would refuse it
     */
    public Packet open(ProgramType type, Arena arena, byte[] bytes, byte @Nullable [] context) {
        return type == ProgramType.XDP
                ? XdpPacket.open(this, memory, arena, bytes, context == null ? null : GivenContext.of(xdp, context))
                : SocketBuffer.open(
                        this, memory, arena, type, bytes, context == null ? null : GivenContext.of(skb, context));
    }

    /** A packet for XDP programs that a device can receive into again and again. */
    public XdpPacket frame(Arena arena) {
        return XdpPacket.empty(this, memory, arena);
    }

    /** The same for programs of another type, which see it with its Ethernet header. */
    public SocketBuffer buffer(ProgramType type, Arena arena) {
        return SocketBuffer.empty(this, memory, arena, type);
    }

    /** Replaces the network, which at first is the loopback device alone. */
    public void connect(Network newNetwork) {
        network = newNetwork;
    }

    public Network network() {
        return network;
    }

    /** Notes where a helper sends the packet of the running program, if that then says so by what it returns. */
    public void redirect(Redirect where) {
        redirect = where;
    }

    /** Where that was since it was asked for last; null for nowhere. */
    public @Nullable Redirect takeRedirect() {
        Redirect taken = redirect;
        redirect = null;
        return taken;
    }

    ContextLayout xdp() {
        return xdp;
    }

    ContextLayout skb() {
        return skb;
    }

    void add(Packet packet) {
        byContext.put(packet.context(), packet);
    }

    void remove(Packet packet) {
        byContext.remove(packet.context());
    }

    /** The packet of a context, or null where that is the context of something else. */
    public @Nullable Packet find(long context) {
        return byContext.get(context);
    }

    /**
     * The packet of a context that a helper was given.
     *
     * @throws HelperFault where it is none
     */
    public <P extends Packet> P at(Class<P> type, long context) {
        Packet packet = byContext.get(context);
        if (!type.isInstance(packet)) {
            throw new HelperFault(
                    "0x%x is no context of a packet".formatted(context), "Pass what the program got as its argument.");
        }
        return type.cast(packet);
    }
}
