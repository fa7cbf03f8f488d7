package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.Hits;
import io.polyprobe.vm.world.KernelHeap;
import io.polyprobe.vm.world.KernelObject;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Puts tasks on CPUs: a task that wakes goes to an idle CPU, its last one first, or waits in the shortest queue; it
 * keeps the CPU until it blocks. Reports {@code sched_wakeup} and {@code sched_switch}.
 */
final class Scheduler {
    /** Task states ({@code include/linux/sched.h}) as {@code sched_switch} shows them. */
    static final int INTERRUPTIBLE = 1;

    static final int ZOMBIE = 0x20;

    /** Of a task with nice value 0, and of the idle tasks. */
    private static final long PRIORITY = 120;

    private final Agenda agenda;
    private final Clock clock;
    private final Hits hits;
    private final Random random;
    private final Cpu[] cpus;
    private int here;

    private static final class Cpu {
        final Task idle;
        final ArrayDeque<Task> queue = new ArrayDeque<>();
        final KernelObject runQueue;
        Task current;
        boolean aboutToSwitch;

        Cpu(Task idle, KernelObject runQueue) {
            this.idle = idle;
            this.runQueue = runQueue;
            idle.struct.set("se.cfs_rq", runQueue);
            this.current = idle;
        }

        int load() {
            return queue.size() + (current == idle ? 0 : 1);
        }

        /** Writes down how many want to run here. */
        void count() {
            runQueue.set("nr_queued", load()).set("h_nr_queued", load());
        }
    }

    /** @param idle the task that each CPU runs when it has no other */
    Scheduler(Agenda agenda, Clock clock, Hits hits, KernelHeap heap, Random random, List<Task> idle) {
        this.agenda = agenda;
        this.clock = clock;
        this.hits = hits;
        this.random = random;
        this.cpus = idle.stream()
                .map(task -> new Cpu(task, heap.allocate("cfs_rq")))
                .toArray(Cpu[]::new);
    }

    /** The task that runs where something happens now. */
    Task current() {
        return cpus[here].current;
    }

    /** The CPU where something happens now. */
    int cpu() {
        return here;
    }

    int cpus() {
        return cpus.length;
    }

    /** Something happens on a CPU that is not what its task does. */
    void visit(int cpu) {
        here = cpu;
    }

    /** Lets a new task run for the first time; the current task has made it. */
    void wakeNew(Task task) {
        Frames frames = current().frames;
        frames.down("wake_up_new_task", task.address());
        enqueue(task, "sched_wakeup_new");
        frames.up(0);
    }

    /** Wakes a task by what the current task does. */
    void wake(Task task) {
        Frames frames = current().frames;
        frames.down("try_to_wake_up", task.address(), INTERRUPTIBLE, 0);
        enqueue(task, "sched_wakeup");
        frames.up(1);
    }

    /** Wakes a task by a timer of its CPU, some nanoseconds from now. */
    void wakeAfter(long nanos, Task task) {
        agenda.at(clock.now() + nanos, () -> {
            here = task.cpu;
            wake(task);
        });
    }

    private void enqueue(Task task, String tracepoint) {
        int target = choose(task);
        task.cpu = target;
        task.struct
                .set("__state", 0)
                .set("thread_info.cpu", target)
                .set("wake_cpu", target)
                .set("on_rq", 1)
                .set("se.cfs_rq", cpus[target].runQueue);
        hits.rawTracepoint(tracepoint, task.address());
        hits.tracepoint("sched", tracepoint, task.comm, (long) task.pid, PRIORITY, (long) target);
        Cpu cpu = cpus[target];
        cpu.queue.add(task);
        cpu.count();
        if (cpu.current == cpu.idle && !cpu.aboutToSwitch) {
            cpu.aboutToSwitch = true;
            agenda.at(clock.now() + 2_000 + random.nextInt(6_000), () -> switchTo(target, cpu.queue.remove(), 0));
        }
    }

    private int choose(Task task) {
        if (cpus[task.cpu].load() == 0) {
            return task.cpu;
        }
        return Arrays.stream(cpus)
                .min(Comparator.comparingInt(Cpu::load))
                .map(cpu -> cpu.idle.cpu)
                .orElse(0);
    }

    /** Takes the current task off its CPU; it runs again when it is woken. */
    void block(int state) {
        Cpu cpu = cpus[here];
        cpu.current.struct.set("__state", state).set("on_rq", 0);
        cpu.current.frames.stand("schedule", "__schedule");
        Task next = cpu.queue.poll();
        switchTo(here, next == null ? cpu.idle : next, state);
    }

    private void switchTo(int number, Task next, int state) {
        here = number;
        Cpu cpu = cpus[number];
        Task previous = cpu.current;
        cpu.aboutToSwitch = false;
        hits.rawTracepoint("sched_switch", 0, previous.address(), next.address(), state == ZOMBIE ? 0x80 : state);
        hits.tracepoint(
                "sched",
                "sched_switch",
                previous.comm,
                (long) previous.pid,
                PRIORITY,
                (long) state,
                next.comm,
                (long) next.pid,
                PRIORITY);
        previous.struct.set("on_cpu", 0);
        cpu.current = next;
        cpu.count();
        next.struct.set("on_cpu", 1);
        Frames frames = next.frames;
        boolean isNew = next != cpu.idle && frames.depth() == 0;
        if (isNew) {
            frames.stand("ret_from_fork_asm", "ret_from_fork", "schedule_tail");
        }
        if (next == cpu.idle) {
            frames.stand("schedule_idle", "__schedule");
        }
        frames.call("finish_task_switch", 0, previous.address());
        frames.unwind(isNew ? 0 : frames.depth() - 2, 0);
        if (next != cpu.idle) {
            goOn(next);
        }
    }

    /** A task that is about to go back to user space sees to its signals. */
    private void deliver(Task task) {
        while (!task.signals.isEmpty()) {
            int signal = task.signals.remove();
            hits.tracepoint("signal", "signal_deliver", (long) signal, 0L, 0L, 0L, 0L);
            hits.rawTracepoint("signal_deliver", signal, 0, 0);
        }
    }

    /** Plans the next step of a task that is on its CPU. */
    private void goOn(Task task) {
        if (task.frames.depth() == 0) {
            deliver(task);
        }
        Task.Step step = task.nextStep();
        agenda.at(clock.now() + step.after(), () -> {
            here = task.cpu;
            step.action().run();
            if (cpus[task.cpu].current == task) {
                goOn(task);
            }
        });
    }
}
