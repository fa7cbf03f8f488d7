package io.polyprobe.linux;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.events.KernelEvents;
import io.polyprobe.linux.events.KernelTrace;
import io.polyprobe.linux.events.TraceFs;
import io.polyprobe.linux.link.KernelProbes;
import io.polyprobe.linux.link.Mechanism;
import io.polyprobe.linux.map.PublicMaps;
import io.polyprobe.linux.symbols.KernelSymbolizer;
import io.polyprobe.linux.sys.Owner;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.target.EventStream;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.ProbeCatalog;
import io.polyprobe.target.Symbolizer;
import io.polyprobe.target.Target;
import io.polyprobe.target.TraceStream;
import io.polyprobe.target.Types;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The Linux kernel of this machine. */
public final class KernelTarget implements Target {
    private final TraceFs fs;
    private final KernelTypes types;
    private final KernelProbes probes;
    private final Set<Mechanism> mechanisms;
    private final Consumer<Diagnostic> notes;
    private final PublicMaps publicMaps = new PublicMaps();
    private final Owner owner = new Owner();

    private KernelTarget(TraceFs fs, Set<Mechanism> mechanisms, Consumer<Diagnostic> notes) {
        this.fs = fs;
        this.types = new KernelTypes(fs);
        this.probes = new KernelProbes(fs, types);
        this.mechanisms = Set.copyOf(mechanisms);
        this.notes = notes;
        owner.own(publicMaps::close);
    }

    /**
     * What keeps this kernel from being used, found by trying; empty where nothing does. Each finding says what is
     * missing and what to do.
     */
    public static List<Diagnostic> check() {
        return Usability.obstacles();
    }

    /**
     * Opens the kernel.
     *
     * @param notes gets what a user should know but need not act on, such as what a probe was attached by
     * @throws TargetException where it cannot be used; see {@link #check}
     */
    public static KernelTarget open(Consumer<Diagnostic> notes) {
        return open(notes, EnumSet.allOf(Mechanism.class));
    }

    /** Opens the kernel and attaches to functions only by the given mechanisms. */
    public static KernelTarget open(Consumer<Diagnostic> notes, Set<Mechanism> mechanisms) {
        List<Diagnostic> obstacles = check();
        if (!obstacles.isEmpty()) {
            throw new TargetException(obstacles);
        }
        return new KernelTarget(TraceFs.find(), mechanisms, notes);
    }

    @Override
    public String name() {
        return "kernel";
    }

    @Override
    public Types types() {
        return types;
    }

    @Override
    public ProbeCatalog probes() {
        return probes;
    }

    @Override
    public LoadedObject load(ObjectSpec object) {
        var loaded = new KernelObject(object, types, fs, probes, mechanisms, publicMaps, notes);
        owner.own(loaded::close);
        return loaded;
    }

    @Override
    public TraceStream trace() {
        var trace = KernelTrace.open(fs);
        owner.own(trace::close);
        return trace;
    }

    @Override
    public EventStream events() {
        var events = KernelEvents.open();
        owner.own(events::close);
        return events;
    }

    @Override
    public Symbolizer symbols() {
        var symbols = new KernelSymbolizer();
        owner.own(symbols::close);
        return symbols;
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }

    @Override
    public long monotonicNanos() {
        return SystemCalls.monotonicNanos();
    }

    @Override
    public void close() {
        owner.close();
    }
}
