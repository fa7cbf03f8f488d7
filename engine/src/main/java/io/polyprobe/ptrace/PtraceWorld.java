package io.polyprobe.ptrace;

import io.polyprobe.target.ProbeSpec;
import io.polyprobe.vm.helper.Moment;
import io.polyprobe.vm.world.Pacing;
import io.polyprobe.vm.world.VirtualKernel;
import io.polyprobe.vm.world.World;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A real program, with all its threads and children: what they do is what happens. It starts, or is joined, when a
 * script first waits, so that nothing escapes what was attached before.
 */
final class PtraceWorld implements World {
    /** How long a process has to come to a stop that it can be left at; one in the midst of vfork(2) does not. */
    private static final long PATIENCE_MILLIS = 2_000;

    private final Handover handover = new Handover();
    private final Tracer tracer;
    private final Thread thread;
    private final Now now;
    private final Reports reports;

    PtraceWorld(VirtualKernel kernel, Beginning beginning) {
        var tasks = new Tasks(kernel.heap());
        tracer = new Tracer(beginning, handover, tasks::forget);
        thread = Thread.ofPlatform().name("ptrace").daemon().unstarted(tracer);
        now = new Now(tasks, tracer.registers(), kernel.trace());
        reports = new Reports(kernel.hits(), kernel.heap(), tasks, now, tracer.registers());
    }

    @Override
    public Set<String> functions() {
        return KernelFunctions.names();
    }

    @Override
    public Set<String> tracepoints() {
        return Reports.TRACEPOINTS;
    }

    @Override
    public void attached(Set<ProbeSpec> probes) {
        tracer.want(Demand.of(probes));
        reports.listen(probes);
    }

    @Override
    public long nextEvent() {
        return handover.time();
    }

    @Override
    public void await(long time, Pacing pacing) throws InterruptedException {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
        handover.await(time);
    }

    @Override
    public void step() {
        try {
            reports.tell(Objects.requireNonNull(handover.event()));
        } finally {
            handover.done();
        }
    }

    /** Time passes by itself. */
    @Override
    public void advance(long nanos) {}

    @Override
    public boolean ended() {
        return handover.ended();
    }

    @Override
    public OptionalInt finish() throws InterruptedException {
        if (thread.getState() != Thread.State.NEW) {
            handover.close();
            tracer.want(Demand.NONE);
            handover.awaitEnd();
        }
        return tracer.exitCode();
    }

    @Override
    public Moment moment() {
        return now;
    }

    @Override
    public void close() {
        handover.close();
        tracer.abandon();
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
