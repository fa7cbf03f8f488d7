package io.polyprobe.vm.world;

import io.polyprobe.vm.helper.Moment;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * The moment of a world without processes: the first CPU idles, in the task {@code swapper/0}, as it does on Linux when
 * an interrupt comes in.
 */
public final class Idle implements Moment {
    private static final int NAME = 16;

    /** The number of the root of all control groups. */
    private static final long ROOT = 1;

    private final VirtualKernel kernel;
    private final LongSupplier clock;
    private final long boot;
    private final Random dice;
    private final KernelObject task;
    private final KernelObject registers;

    /** @param clock tells the world's time, nanoseconds of {@code CLOCK_MONOTONIC} */
    public Idle(VirtualKernel kernel, LongSupplier clock) {
        this(kernel, clock, BOOT);
    }

    /**
     * The same in a world that knows the time of day.
     *
     * @param boot when its clock was at 0, nanoseconds since 1970
     */
    public Idle(VirtualKernel kernel, LongSupplier clock, long boot) {
        this.kernel = kernel;
        this.clock = clock;
        this.boot = boot;
        this.dice = new Random(kernel.seed());
        this.registers = kernel.heap().allocate("pt_regs");
        this.task = kernel.heap().allocate("task_struct");
        task.set("comm", comm())
                .set("stack", registers)
                .set("real_parent", task)
                .set("parent", task)
                .set("group_leader", task);
    }

    @Override
    public long monotonicNanos() {
        return clock.getAsLong();
    }

    @Override
    public long realNanos() {
        return boot + monotonicNanos();
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
        return Arrays.copyOf("swapper/0".getBytes(StandardCharsets.US_ASCII), NAME);
    }

    @Override
    public long task() {
        return task.address();
    }

    @Override
    public long registers() {
        return registers.address();
    }

    @Override
    public long cgroup() {
        return ROOT;
    }

    @Override
    public int random() {
        return dice.nextInt();
    }

    @Override
    public Optional<MemorySegment> user(long address, long enough) {
        return Optional.empty();
    }

    @Override
    public void trace(byte[] message) {
        kernel.trace().accept(message);
    }
}
