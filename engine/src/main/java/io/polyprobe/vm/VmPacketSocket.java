package io.polyprobe.vm;

import io.polyprobe.target.PacketLink;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.packet.Packet;
import io.polyprobe.vm.packet.Packets;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A packet socket of the virtual kernel: the packets that its program lets through, while a script waits for them. */
final class VmPacketSocket implements PacketLink {
    /** Bytes that wait to be read ({@code net.core.rmem_default}); what comes when there are more is lost, as in Linux. */
    private static final int ROOM = 212_992;

    private final VmTarget target;
    private final Packets packets;
    private final VmLink link;
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private int bytes;
    private volatile boolean closed;

    VmPacketSocket(VmTarget target, Packets packets, ProbeSpec.PacketSocket probe, Code code) {
        this.target = target;
        this.packets = packets;
        link = new VmLink(probe, code, target.attachments(), this::take);
        target.attachments().attach(link);
    }

    private void take(long context, long returned) {
        Packet packet = packets.at(Packet.class, context);
        int kept = (int) Math.min(Integer.toUnsignedLong((int) returned), packet.length());
        if (kept > 0 && bytes + kept <= ROOM) {
            waiting.add(packet.bytes().asSlice(0, kept).toArray(ValueLayout.JAVA_BYTE));
            bytes += kept;
        }
    }

    @Override
    public byte @Nullable [] read(Duration timeout) throws InterruptedException {
        if (!closed) {
            target.pass(timeout, () -> closed || !waiting.isEmpty());
        }
        byte[] packet = closed ? null : waiting.poll();
        bytes -= packet == null ? 0 : packet.length;
        return packet;
    }

    /** None: there is no such descriptor outside of the virtual kernel. */
    @Override
    public int fd() {
        return -1;
    }

    @Override
    public ProbeSpec probe() {
        return link.probe();
    }

    @Override
    public String mechanism() {
        return link.mechanism();
    }

    @Override
    public void close() {
        closed = true;
        link.close();
    }
}
