package io.polyprobe.vm.world.pcap;

import io.polyprobe.capture.Capture;
import io.polyprobe.diag.TargetException;
import io.polyprobe.target.ProbeSpec;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/** A network device that receives what a capture holds. */
final class Port implements AutoCloseable {
    private final String name;
    private final int number;
    private final Capture capture;
    private final LinkLayer link = new LinkLayer();
    final Tally tally = new Tally();
    final ProbeSpec xdp;
    final ProbeSpec socket;
    final ProbeSpec ingress;
    final ProbeSpec egress;
    private boolean pending;
    private boolean hasXdp;
    private boolean hasSocket;
    private boolean hasIngress;
    private boolean hasEgress;

    /**
     * @param number by which programs know it
     * @throws TargetException where the capture is damaged before its first packet
     */
    Port(String name, int number, Capture capture) {
        this.name = name;
        this.number = number;
        this.capture = capture;
        xdp = new ProbeSpec.Xdp(name, 0);
        socket = new ProbeSpec.PacketSocket(name);
        ingress = new ProbeSpec.Tc(name, false);
        egress = new ProbeSpec.Tc(name, true);
        next();
    }

    String name() {
        return name;
    }

    int number() {
        return number;
    }

    void attached(Set<ProbeSpec> probes) {
        hasXdp = probes.contains(xdp);
        hasSocket = probes.contains(socket) || probes.contains(Passage.ANY);
        hasIngress = probes.contains(ingress);
        hasEgress = probes.contains(egress);
    }

    boolean hasXdp() {
        return hasXdp;
    }

    boolean hasSocket() {
        return hasSocket;
    }

    /** Whether tc programs see what comes in or goes out. */
    boolean hasTc(boolean out) {
        return out ? hasEgress : hasIngress;
    }

    /** Whether anything looks at what has come in, behind XDP. */
    boolean isWatched() {
        return hasSocket || hasIngress;
    }

    /** Whether there is a packet that has not been received. */
    boolean isPending() {
        return pending;
    }

    /** When that is, since the beginning of 1970. */
    long nanos() {
        return capture.nanos();
    }

    /** Bytes that it had on the wire, with its Ethernet header. */
    int wireLength() {
        return capture.wireLength();
    }

    /** Bytes of it that were captured. */
    int captured() {
        return capture.length();
    }

    MemorySegment frame() {
        return link.frame(capture);
    }

    /**
     * Goes on to the next packet.
     *
     * @throws TargetException where the capture is damaged behind the last
     */
    void next() {
        pending = capture.next();
        if (!pending) {
            capture.damage().ifPresent(diagnostic -> {
                throw new TargetException(diagnostic);
            });
        }
    }

    @Override
    public void close() {
        capture.close();
    }
}
