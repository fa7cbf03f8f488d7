package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.helper.Moment;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** What helpers see of the simulated world. */
record Present(Machine machine, UserSpaces userSpaces, Random dice, Consumer<byte[]> printer) implements Moment {
    @Override
    public long monotonicNanos() {
        return machine.clock.now();
    }

    @Override
    public int cpu() {
        return machine.scheduler.cpu();
    }

    @Override
    public int pid() {
        return machine.scheduler.current().pid;
    }

    @Override
    public int tgid() {
        return pid();
    }

    @Override
    public int uid() {
        return machine.scheduler.current().uid;
    }

    @Override
    public int gid() {
        return uid();
    }

    @Override
    public byte[] comm() {
        return machine.scheduler.current().commBytes();
    }

    @Override
    public long task() {
        return machine.scheduler.current().address();
    }

    @Override
    public long registers() {
        return machine.scheduler.current().registers.address();
    }

    @Override
    public List<String> functions() {
        return machine.frames().functions();
    }

    @Override
    public long[] userStack() {
        return machine.code.stack(machine.scheduler.current());
    }

    @Override
    public long cgroup() {
        return machine.scheduler.current().cgroup.id();
    }

    @Override
    public int random() {
        return dice.nextInt();
    }

    @Override
    public Optional<MemorySegment> user(long address, long enough) {
        return userSpaces.at(address);
    }

    @Override
    public void trace(byte[] message) {
        printer.accept(message);
    }
}
