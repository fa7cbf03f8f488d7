package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.simulated.Task.Step;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task is going to do, carried out step by step as it gets the CPU. Each method of a plan, and of the system
 * calls that it is made of, appends; chance decides how long a step takes.
 */
final class Plan {
    /** The order of bytes and the word size of user space are the kernel's. */
    private static final ValueLayout.OfLong POINTER = ValueLayout.JAVA_LONG_UNALIGNED;

    final Machine machine;
    final Task task;
    final PathCalls paths;
    final FileCalls files;
    final ProcessCalls processes;
    final SocketCalls sockets;
    final OtherCalls others;

    Plan(Machine machine, Task task) {
        this.machine = machine;
        this.task = task;
        this.paths = new PathCalls(this);
        this.files = new FileCalls(this);
        this.processes = new ProcessCalls(this);
        this.sockets = new SocketCalls(this);
        this.others = new OtherCalls(this);
    }

    /** A descriptor that a step of the plan will open; negative while or where there is none. */
    static final class Descriptor {
        int fd = -1;

        static Descriptor of(int fd) {
            var descriptor = new Descriptor();
            descriptor.fd = fd;
            return descriptor;
        }
    }

    /** Keeps the CPU busy before the next step. */
    void compute(long nanos) {
        task.plan.add(new Step(nanos, () -> {}));
    }

    /** Gives up the CPU for some time. */
    void block(long nanos) {
        step(800, () -> {
            machine.scheduler.wakeAfter(nanos + machine.chance.below(90_000), task);
            machine.scheduler.block(Scheduler.INTERRUPTIBLE);
        });
    }

    /** Gives up the CPU until {@link Scheduler#wake} is called for the task. */
    void blockUntilWoken(int nanos) {
        step(nanos, () -> machine.scheduler.block(Scheduler.INTERRUPTIBLE));
    }

    /** @param nanos how long it takes to get there, give or take the half */
    void step(int nanos, Runnable action) {
        task.plan.add(new Step(nanos / 2 + machine.chance.below(nanos + 1), action));
    }

    /** In a step: has steps planned that come right behind it, before those that were planned earlier. */
    void interlude(Runnable planning) {
        var later = new ArrayList<>(task.plan);
        task.plan.clear();
        planning.run();
        task.plan.addAll(later);
    }

    Call call(String syscall) {
        return new Call(machine, task, syscall);
    }

    /** An array of pointers to strings, null at its end, in user memory. */
    long pointers(List<String> strings) {
        MemorySegment array = task.user.take((strings.size() + 1) * POINTER.byteSize());
        for (int i = 0; i < strings.size(); i++) {
            array.setAtIndex(POINTER, i, task.user.string(strings.get(i)));
        }
        return array.address();
    }

    /** Text that shows where it came from. */
    static void fill(MemorySegment buffer, String line, int size) {
        byte[] text = (line + "\n").getBytes(StandardCharsets.UTF_8);
        for (long i = 0; i < Math.min(size, buffer.byteSize()); i++) {
            buffer.set(ValueLayout.JAVA_BYTE, i, text[(int) (i % text.length)]);
        }
    }
}
