package io.polyprobe.vm.world.pcap;

import io.polyprobe.vm.helper.Moment;
import io.polyprobe.vm.world.KernelObject;
import io.polyprobe.vm.world.VirtualKernel;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** Where packets are received: a softirq on the first CPU, which is idle otherwise. */
final class SoftInterrupt implements Moment {
    private static final byte[] COMM = Arrays.copyOf("swapper/0".getBytes(StandardCharsets.US_ASCII), 16);

    private final KernelObject task;
    private final KernelObject registers;
    private final Random dice;
    private final Consumer<byte[]> printer;
    private final long boot;
    private long now;

    /** @param boot when the machine was started, since the beginning of 1970 */
    SoftInterrupt(VirtualKernel kernel, long boot, long start) {
        this.boot = boot;
        task = kernel.heap().allocate("task_struct").set("comm", COMM);
        registers = kernel.heap().allocate("pt_regs");
        dice = new Random(kernel.seed());
        printer = kernel.trace();
        now = start;
    }

    void advance(long nanos) {
        now = Math.max(now, nanos);
    }

    @Override
    public long monotonicNanos() {
        return now;
    }

    @Override
    public long realNanos() {
        return boot + now;
    }

    @Override
    public int cpu() {
        return 0;
    }

    @Override
    public int pid() {
        return 0;
    }

    @Override
    public int tgid() {
        return 0;
    }

    @Override
    public int uid() {
        return 0;
    }

    @Override
    public int gid() {
        return 0;
    }

    @Override
    public byte[] comm() {
        return COMM.clone();
    }

    @Override
    public long task() {
        return task.address();
    }

    @Override
    public long registers() {
        return registers.address();
    }

    /** The root of all. */
    @Override
    public long cgroup() {
        return 1;
    }

    @Override
    public int random() {
        return dice.nextInt();
    }

    /** The idle task has no memory of its own. */
    @Override
    public Optional<MemorySegment> user(long address, long enough) {
        return Optional.empty();
    }

    @Override
    public void trace(byte[] message) {
        printer.accept(message);
    }
}
