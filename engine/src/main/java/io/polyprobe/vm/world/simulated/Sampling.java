package io.polyprobe.vm.world.simulated;

import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.ProbeSpec.PerfEvent;
import io.polyprobe.vm.world.KernelObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Perf events that are sampled: the clocks of CPUs, and counters of hardware that count at a steady rate while a CPU is
 * busy. Samples draw no chance, so what happens does not depend on who samples.
 */
final class Sampling {
    private static final int HARDWARE = 0;
    private static final int SOFTWARE = 1;
    /** {@code cpu-clock} and {@code task-clock}. */
    private static final int CLOCKS = 2;

    private static final double NANOS_PER_SECOND = 1e9;

    /** How often the hardware counts in a second: cycles, instructions, cache references and misses, branches, misses. */
    private static final List<Double> RATES = List.of(2.6e9, 3.1e9, 9e6, 1.4e6, 6e8, 7e6);

    /** An instruction of the kernel; which one is not known. */
    private static final long KERNEL_INSTRUCTION = 0xffff_ffff_8100_0000L;

    private static final int FEWEST_NANOS = 10_000;

    private final Machine machine;
    private final KernelObject context;
    private Set<PerfEvent> wanted = Set.of();

    Sampling(Machine machine) {
        this.machine = machine;
        this.context = machine.heap.alone("bpf_perf_event_data", "context (struct bpf_perf_event_data)");
    }

    static boolean has(PerfEvent event) {
        int known = switch (event.type()) {
            case HARDWARE -> RATES.size();
            case SOFTWARE -> CLOCKS;
            default -> 0;
        };
        return event.config() >= 0 && event.config() < known;
    }

    /** From now on these are sampled, and no others. */
    void watch(Set<ProbeSpec> probes) {
        var now = new HashSet<PerfEvent>();
        for (ProbeSpec probe : probes) {
            if (probe instanceof PerfEvent event) {
                now.add(event);
            }
        }
        Set<PerfEvent> before = wanted;
        wanted = now;
        for (PerfEvent event : now) {
            for (int cpu = 0; cpu < machine.scheduler.cpus() && !before.contains(event); cpu++) {
                if (event.cpu() < 0 || event.cpu() == cpu) {
                    plan(event, cpu);
                }
            }
        }
    }

    private void plan(PerfEvent event, int cpu) {
        machine.later(interval(event), () -> {
            if (wanted.contains(event)) {
                sample(event, cpu);
                plan(event, cpu);
            }
        });
    }

    private static long interval(PerfEvent event) {
        double nanos = event.frequency() > 0
                ? NANOS_PER_SECOND / event.frequency()
                : event.type() == SOFTWARE
                        ? event.period()
                        : event.period() / RATES.get((int) event.config()) * NANOS_PER_SECOND;
        return (long) Math.max(FEWEST_NANOS, nanos);
    }

    private void sample(PerfEvent event, int cpu) {
        machine.scheduler.visit(cpu);
        Task task = machine.scheduler.current();
        boolean counts = event.type() == SOFTWARE || task.pid != 0;
        if (counts && (event.pid() < 0 || event.pid() == task.pid)) {
            long[] user = machine.code.stack(task);
            boolean inUserSpace = task.frames.depth() == 0 && user.length > 0;
            context.set("regs.ip", inUserSpace ? user[0] : KERNEL_INSTRUCTION)
                    .set("regs.cs", inUserSpace ? 0x33 : 0x10)
                    .set("sample_period", event.period() > 0 ? event.period() : interval(event));
            machine.hits.hit(event, context.address());
        }
    }
}
