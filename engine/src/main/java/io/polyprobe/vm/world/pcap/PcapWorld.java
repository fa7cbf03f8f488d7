package io.polyprobe.vm.world.pcap;

import io.polyprobe.capture.Capture;
import io.polyprobe.capture.CaptureWriter;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.vm.helper.Moment;
import io.polyprobe.vm.world.Idle;
import io.polyprobe.vm.world.VirtualKernel;
import io.polyprobe.vm.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A world of captures, which ends with the last packet. */
final class PcapWorld implements World {
    /** The number of the first port. */
    static final int FIRST = 2;

    /** Boot was 100 seconds ago when the first packet comes. */
    private static final long START = 100_000_000_000L;

    private final List<Port> ports = new ArrayList<>();
    private final Passage passage;
    private final Moment moment;

    /** When the first packet was captured. */
    private final long origin;

    /** {@code CLOCK_MONOTONIC}. */
    private long now = START;

    /** Whose packet is next; null where all have been received. */
    private @Nullable Port next;

    PcapWorld(VirtualKernel kernel, PcapOptions options) {
        try {
            options.captures()
                    .forEach((name, path) -> ports.add(new Port(name, FIRST + ports.size(), Capture.open(path))));
            var output = options.output()
                    .map(path -> CaptureWriter.create(
                            path, ports.stream().map(Port::name).toList()));
            passage = new Passage(ports, kernel.packets(), kernel.hits(), output);
        } catch (RuntimeException e) {
            ports.forEach(Port::close);
            throw e;
        }
        choose();
        origin = next == null ? START : next.nanos();
        moment = new Idle(kernel, () -> now, origin - START);
    }

    private void choose() {
        next = null;
        for (Port port : ports) {
            if (port.isPending() && (next == null || port.nanos() < next.nanos())) {
                next = port;
            }
        }
    }

    @Override
    public Set<String> functions() {
        return Set.of();
    }

    @Override
    public Set<String> tracepoints() {
        return Set.of();
    }

    @Override
    public Set<String> devices() {
        return ports.stream().map(Port::name).collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void attached(Set<ProbeSpec> probes) {
        ports.forEach(port -> port.attached(probes));
    }

    /** Never before now, for packets of a capture may lie in another order than they came in. */
    @Override
    public long nextEvent() {
        return next == null ? Long.MAX_VALUE : Math.max(now, START + next.nanos() - origin);
    }

    @Override
    public void step() {
        Port port = next;
        if (port != null) {
            now = nextEvent();
            try {
                passage.receive(port);
                port.next();
            } finally {
                choose();
            }
        }
    }

    @Override
    public void advance(long nanos) {
        now = Math.max(now, nanos);
    }

    @Override
    public boolean ended() {
        return next == null;
    }

    @Override
    public List<String> summary() {
        return ports.stream()
                .map(port -> port.name() + ": " + port.tally.text())
                .toList();
    }

    @Override
    public Moment moment() {
        return moment;
    }

    @Override
    public void close() {
        ports.forEach(Port::close);
        passage.close();
    }
}
