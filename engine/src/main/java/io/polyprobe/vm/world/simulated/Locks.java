package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelObject;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Mutexes of the kernel, by name: one task holds each, and others sleep until it lets go. */
final class Locks {
    private final Machine machine;
    private final Map<String, Lock> locks = new HashMap<>();

    private record Lock(KernelObject mutex, ArrayDeque<Task> queue) {}

    Locks(Machine machine) {
        this.machine = machine;
    }

    /** In a step: takes a lock; where another task has it, the steps behind this one wait. */
    void take(String name, Task task, Plan plan) {
        Lock lock = locks.computeIfAbsent(name, _ -> new Lock(machine.heap.allocate("mutex"), new ArrayDeque<>()));
        task.frames.down("mutex_lock", lock.mutex().address());
        lock.queue().add(task);
        plan.interlude(() -> {
            if (lock.queue().peek() != task) {
                plan.blockUntilWoken(600);
            }
            plan.step(300, () -> {
                lock.mutex().set("owner.counter", task.address());
                task.frames.up(0);
            });
        });
    }

    /** The running task lets go. */
    void release(String name) {
        Lock lock = Objects.requireNonNull(locks.get(name), name);
        Frames frames = machine.frames();
        frames.down("mutex_unlock", lock.mutex().address());
        lock.queue().remove();
        lock.mutex().set("owner.counter", 0);
        Task next = lock.queue().peek();
        if (next != null) {
            machine.scheduler.wake(next);
        }
        frames.up(0);
    }
}
