package io.polyprobe.polyglot.dry;

import io.polyprobe.object.ObjectSpec;
import io.polyprobe.polyglot.dry.DryRun.Recorded;
import io.polyprobe.target.EventStream;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.ProbeCatalog;
import io.polyprobe.target.Symbolizer;
import io.polyprobe.target.Target;
import io.polyprobe.target.TraceStream;
import io.polyprobe.target.Types;
import io.polyprobe.vm.Pace;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;
import java.time.Duration;
import java.util.function.Consumer;

/** A target that answers questions as another one does, holds maps as the virtual kernel does, and where time ends. */
final class DryTarget implements Target {
    private final Target like;
    private final Consumer<Recorded> record;
    private final VmTarget maps =
            VmTarget.open(VmOptions.DEFAULT.withPace(Pace.MAX).withLimit(Duration.ZERO));

    DryTarget(Target like, Consumer<Recorded> record) {
        this.like = like;
        this.record = record;
    }

    /** The virtual kernel's, so that scripts sleep in a time that ends. */
    @Override
    public String name() {
        return maps.name();
    }

    @Override
    public Types types() {
        return like.types();
    }

    @Override
    public ProbeCatalog probes() {
        return like.probes();
    }

    @Override
    public LoadedObject load(ObjectSpec object) {
        var loaded = new Recorded(object);
        record.accept(loaded);
        return new DryObject(loaded, maps.load(object));
    }

    @Override
    public TraceStream trace() {
        return maps.trace();
    }

    @Override
    public EventStream events() {
        return maps.events();
    }

    @Override
    public Symbolizer symbols() {
        return like.symbols();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        maps.sleep(duration);
    }

    @Override
    public long monotonicNanos() {
        return like.monotonicNanos();
    }

    @Override
    public void close() {
        try (like) {
            maps.close();
        }
    }
}
