package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.helper.Moment;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** What helpers see of the simulated world. */
record Present(Scheduler scheduler, Clock clock, UserSpaces userSpaces, Random dice, Consumer<byte[]> printer)
        implements Moment {
    @Override
    public long monotonicNanos() {
        return clock.now();
    }

    @Override
    public int cpu() {
        return scheduler.cpu();
    }

    @Override
    public int pid() {
        return scheduler.current().pid;
    }

    @Override
    public int tgid() {
        return pid();
    }

    @Override
    public int uid() {
        return scheduler.current().uid;
    }

    @Override
    public int gid() {
        return uid();
    }

    @Override
    public byte[] comm() {
        return scheduler.current().commBytes();
    }

    @Override
    public long task() {
        return scheduler.current().address();
    }

    @Override
    public long registers() {
        return scheduler.current().registers.address();
    }

    @Override
    public long cgroup() {
        return scheduler.current().cgroup();
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
