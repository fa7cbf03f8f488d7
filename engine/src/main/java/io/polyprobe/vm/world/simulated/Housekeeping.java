package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelObject;
import io.polyprobe.vm.world.simulated.Disk.Operation;
import io.polyprobe.vm.world.simulated.Interrupts.Soft;

/** What a kernel does whoever lives on it: ticks, flushing what was written, and strangers who knock at ports. */
final class Housekeeping {
    private static final long MILLISECOND = 1_000_000;

    private final Machine machine;
    private final KernelObject entropy;

    Housekeeping(Machine machine) {
        this.machine = machine;
        this.entropy = VirtioDevices.queue(machine.heap, "virtio4", "virtio_rng", "input");
    }

    void begin() {
        tick(0);
        writeBack();
        knock();
        seed();
    }

    /** One CPU after the other sees to its timers, to RCU and to the balance of tasks. */
    private void tick(int cpu) {
        machine.later(MILLISECOND * machine.chance.between(60, 140), () -> {
            Soft kind = machine.chance.any(java.util.List.of(Soft.TIMER, Soft.SCHED, Soft.RCU));
            machine.interrupts.soft(cpu, kind, () -> {});
            tick((cpu + 1) % machine.scheduler.cpus());
        });
    }

    private void writeBack() {
        machine.later(MILLISECOND * machine.chance.between(1_000, 3_000), () -> {
            machine.scheduler.visit(0);
            machine.cache.dirtyFile().ifPresent(file -> machine.cache.flush(file, Operation.WRITE, () -> {}));
            writeBack();
        });
    }

    private void knock() {
        machine.later(MILLISECOND * machine.chance.between(1_500, 4_000), () -> {
            int last = machine.chance.between(1, 254);
            var stranger = Endpoint.of("198.51.100." + last, machine.chance.between(32_768, 60_999));
            machine.network.knock(stranger, machine.chance.any(java.util.List.of(23, 445, 3_389, 8_080)));
            knock();
        });
    }

    /** The host's random numbers are asked for. */
    private void seed() {
        machine.later(MILLISECOND * machine.chance.between(4_000, 9_000), () -> {
            machine.scheduler.visit(machine.chance.below(machine.scheduler.cpus()));
            VirtioDevices.add(machine, "virtqueue_add_inbuf", entropy, 64);
            seed();
        });
    }
}
