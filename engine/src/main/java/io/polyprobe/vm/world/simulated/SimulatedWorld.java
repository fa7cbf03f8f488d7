package io.polyprobe.vm.world.simulated;

import io.polyprobe.btf.Btf;
import io.polyprobe.vm.helper.Moment;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.world.Hits;
import io.polyprobe.vm.world.KernelHeap;
import io.polyprobe.vm.world.KernelObject;
import io.polyprobe.vm.world.KnownNames;
import io.polyprobe.vm.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A small server on an ordinary day: a shell in which somebody works, a web server, a database, and what else runs on
 * such a machine. Everything in it follows from the seed; it never ends by itself.
 */
public final class SimulatedWorld implements World, Simulation {
    /** The kernel that the virtual machine claims to run. */
    public static final String RELEASE = "6.18.0-polyprobe";

    public static final int CPUS = 4;

    /** Boot was 100 seconds ago when a world begins. */
    public static final long START = 100_000_000_000L;

    private final Hits hits;
    private final KernelHeap heap;
    private final Clock clock = new Clock(START);
    private final Agenda agenda = new Agenda();
    private final Random random;
    private final Chance chance;
    private final Population population;
    private final Scheduler scheduler;
    private final UserSpaces userSpaces;
    private final Present present;
    private final Set<String> functions;

    /**
     * Begins a world.
     *
     * @param memory where its structs and its processes' memory are mapped
     * @param types how its structs are laid out
     * @param trace what programs print
     */
    public SimulatedWorld(long seed, Memory memory, KernelHeap heap, Btf types, Hits hits, Consumer<byte[]> trace) {
        this.hits = hits;
        this.heap = heap;
        this.random = new Random(seed);
        this.chance = new Chance(random);
        this.userSpaces = new UserSpaces(memory);
        this.functions = KnownNames.functions(types);
        this.population = new Population(heap, new FileTree(heap), userSpaces, random);
        Task first = population.task(0, "swapper/0", null, 0, "", 0);
        var idle = new ArrayList<Task>(List.of(first));
        for (int cpu = 1; cpu < CPUS; cpu++) {
            idle.add(population.task(0, "swapper/" + cpu, null, 0, "", 0));
        }
        for (int cpu = 0; cpu < CPUS; cpu++) {
            idle.get(cpu).cpu = cpu;
            idle.get(cpu).struct.set("thread_info.cpu", cpu).set("on_cpu", 1).set("__state", 0);
        }
        this.scheduler = new Scheduler(agenda, clock, hits, random, idle);
        // A program that asks for random numbers must not change what happens, hence a second source.
        this.present = new Present(scheduler, clock, userSpaces, new Random(~seed), trace);
        settle(first);
    }

    /** Starts the processes that are there from the beginning. */
    private void settle(Task kernel) {
        Task init = resident(1, "systemd", kernel, 0, "/dev/null", (_, _) -> {});
        for (Inhabitants.Resident resident : Inhabitants.ALL) {
            Task task =
                    resident(resident.pid(), resident.comm(), init, resident.uid(), resident.stream(), resident.life());
            task.cpu = resident.pid() % CPUS;
            scheduler.wakeAfter(1_000_000L * chance.between(1, 400), task);
        }
    }

    private Task resident(int pid, String comm, Task parent, int uid, String stream, Life life) {
        Task task = population.task(pid, comm, parent, uid, stream, pid * 1_000_000L);
        live(task, life);
        return task;
    }

    private void live(Task task, Life life) {
        var plan = new Plan(this, task);
        task.life = () -> life.goOn(plan, chance);
    }

    @Override
    public Task bear(Task parent, Life life) {
        Task child = population.child(parent, clock.now());
        live(child, life);
        return child;
    }

    @Override
    public void forked(Task parent, Task child) {
        hits.rawTracepoint("sched_process_fork", parent.address(), child.address());
        hits.tracepoint("sched", "sched_process_fork", parent.comm, (long) parent.pid, child.comm, (long) child.pid);
        scheduler.wakeNew(child);
    }

    @Override
    public void executed(Task task, String path, KernelObject program, Call call) {
        task.rename(path.substring(path.lastIndexOf('/') + 1));
        hits.rawTracepoint("sched_process_exec", task.address(), task.pid, program.address());
        hits.tracepoint("sched", "sched_process_exec", path, (long) task.pid, (long) task.pid);
    }

    @Override
    public void exited(Task task, int status) {
        task.struct
                .set("exit_code", (long) status << 8)
                .set("exit_state", Scheduler.ZOMBIE)
                .set("flags", 4);
        hits.rawTracepoint("sched_process_exit", task.address(), 1);
        hits.tracepoint("sched", "sched_process_exit", task.comm, (long) task.pid, 120L, 1L);
        Task parent = task.parent;
        if (parent != null) {
            parent.zombies.add(task);
            if (parent.waitsForChild) {
                parent.waitsForChild = false;
                scheduler.wake(parent);
            }
        }
        scheduler.block(Scheduler.ZOMBIE);
    }

    @Override
    public Set<String> functions() {
        return functions;
    }

    @Override
    public Set<String> tracepoints() {
        var all = new TreeSet<>(Set.of(
                "raw_syscalls:sys_enter",
                "raw_syscalls:sys_exit",
                "sched:sched_process_exec",
                "sched:sched_process_exit",
                "sched:sched_process_fork",
                "sched:sched_switch",
                "sched:sched_wakeup",
                "sched:sched_wakeup_new"));
        for (String function : functions) {
            if (function.startsWith(KnownNames.SYSCALL)) {
                String name = function.substring(KnownNames.SYSCALL.length());
                all.add("syscalls:sys_enter_" + name);
                all.add("syscalls:sys_exit_" + name);
            }
        }
        return all;
    }

    @Override
    public long nextEvent() {
        return agenda.next();
    }

    @Override
    public void step() {
        agenda.runNext(clock);
    }

    @Override
    public void advance(long nanos) {
        clock.advance(nanos);
    }

    @Override
    public Moment moment() {
        return present;
    }

    @Override
    public Hits hits() {
        return hits;
    }

    @Override
    public KernelHeap heap() {
        return heap;
    }

    @Override
    public Population population() {
        return population;
    }

    @Override
    public Scheduler scheduler() {
        return scheduler;
    }

    @Override
    public int chance(int bound) {
        return chance.below(bound);
    }

    @Override
    public void close() {
        userSpaces.close();
    }
}
