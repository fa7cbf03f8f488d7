package io.polyprobe.ptrace;

import io.polyprobe.linux.sys.ProcessCalls;
import io.polyprobe.vm.helper.Moment;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who does what is being told of. What the process says of itself is read when a program asks for it, once an event,
 * since most programs ask for little.
 */
final class Now implements Moment {
    /** More than any program reads at once. */
    private static final long MOST = 1 << 20;

    /** {@code TASK_COMM_LEN}. */
    private static final int NAME = 16;

    /** What user space cannot reach (Documentation/arch/x86/x86_64/mm.rst). */
    private static final long KERNEL_HALF = 0xffff_8000_0000_0000L;

    private final Tasks tasks;
    private final Registers registers;
    private final Consumer<byte[]> printer;
    private MemorySegment scratch = MemorySegment.NULL;
    private int thread;
    private int process;
    private byte @Nullable [] name;
    private @Nullable Map<String, String> status;

    /** @param registers of whoever it is about */
    Now(Tasks tasks, Registers registers, Consumer<byte[]> printer) {
        this.tasks = tasks;
        this.registers = registers;
        this.printer = printer;
    }

    /** From here on it is about another thread, or about what that has become. */
    void become(Tracee tracee) {
        thread = tracee.thread;
        process = tracee.process;
        name = null;
        status = null;
    }

    private Map<String, String> status() {
        if (status == null) {
            status = ProcFs.status(thread);
        }
        return status;
    }

    /** {@link System#nanoTime} is this clock on Linux. */
    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }

    /** This machine's own clock. */
    @Override
    public long realNanos() {
        return Duration.between(Instant.EPOCH, Instant.now()).toNanos();
    }

    /** A stopped thread is on no CPU; where it was on is not worth asking for. */
    @Override
    public int cpu() {
        return 0;
    }

    @Override
    public int pid() {
        return thread;
    }

    @Override
    public int tgid() {
        return process;
    }

    @Override
    public int uid() {
        return ProcFs.number(status(), "Uid", 0);
    }

    @Override
    public int gid() {
        return ProcFs.number(status(), "Gid", 0);
    }

    @Override
    public byte[] comm() {
        if (name == null) {
            name = Arrays.copyOf(ProcFs.comm(thread), NAME);
        }
        return name;
    }

    @Override
    public long task() {
        return tasks.describe(thread).address();
    }

    @Override
    public long registers() {
        return tasks.registers(thread, registers).address();
    }

    @Override
    public long cgroup() {
        return tasks.cgroup(thread);
    }

    @Override
    public int random() {
        return ThreadLocalRandom.current().nextInt();
    }

    @Override
    public Optional<MemorySegment> user(long address, long enough) {
        if (address == 0 || Long.compareUnsigned(address, KERNEL_HALF) >= 0) {
            return Optional.empty();
        }
        long wanted = Math.min(enough, MOST);
        if (scratch.byteSize() < wanted) {
            scratch = Arena.ofAuto().allocate(wanted, Long.BYTES);
        }
        long read = ProcessCalls.readMemory(process, address, scratch.asSlice(0, wanted));
        return read <= 0 ? Optional.empty() : Optional.of(scratch.asSlice(0, read));
    }

    @Override
    public boolean writeUser(long address, MemorySegment bytes) {
        return ProcessCalls.writeMemory(process, address, bytes) == bytes.byteSize();
    }

    @Override
    public void trace(byte[] message) {
        printer.accept(message);
    }
}
