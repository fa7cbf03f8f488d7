package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelObject;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;

/** System calls about processes: starting, waiting for, ending and signalling them. */
final class ProcessCalls {
    static final int SIGKILL = 9;
    static final int SIGCHLD = 17;

    private static final long CLONE_FLAGS = 0x120_0000;
    private static final int ESRCH = 3;

    private final Plan plan;
    private final Machine machine;
    private final Task task;

    ProcessCalls(Plan plan) {
        this.plan = plan;
        this.machine = plan.machine;
        this.task = plan.task;
    }

    /** {@code clock_nanosleep(2)}. */
    void sleep(long nanos) {
        var call = plan.call("clock_nanosleep");
        plan.step(1_500, () -> {
            long[] time = {nanos / 1_000_000_000, nanos % 1_000_000_000};
            MemorySegment request = task.user.take(16);
            request.copyFrom(MemorySegment.ofArray(time));
            call.enter(0, 0, request.address(), 0);
        });
        plan.block(nanos);
        plan.step(1_000, () -> call.exit(0));
    }

    /**
     * {@code clone(2)} as {@code fork} uses it, and {@code execve(2)} in the child.
     *
     * @param userFunctions what stacks of the program show, innermost first
     */
    void run(String path, List<String> arguments, List<String> userFunctions, Consumer<Plan> life) {
        var call = plan.call("clone");
        plan.step(20_000, () -> {
            call.enter(CLONE_FLAGS | SIGCHLD, 0, 0, 0x7f3a_1bda_0a10L, 0);
            var wanted =
                    call.allocate("kernel_clone_args").set("flags", CLONE_FLAGS).set("exit_signal", SIGCHLD);
            call.down("kernel_clone", wanted.address());
        });
        plan.step(60_000, () -> {
            Task child = machine.population.child(task, machine.clock.now());
            var its = new Plan(machine, child);
            child.life = () -> life.accept(its);
            its.step(25_000, () -> new Call(machine, child, "clone").report(0));
            its.processes.execve(path, arguments, userFunctions);
            machine.slabs.allocate("task_struct", 9_792);
            machine.slabs.freeBuffer(machine.slabs.buffer(512));
            task.frames.call("sched_fork", 0, CLONE_FLAGS, child.address());
            forked(child);
            call.exit(child.pid);
        });
    }

    private void forked(Task child) {
        var hits = machine.hits;
        hits.rawTracepoint("task_newtask", child.address(), CLONE_FLAGS);
        hits.tracepoint("task", "task_newtask", (long) child.pid, child.comm, CLONE_FLAGS, 0L);
        hits.rawTracepoint("sched_process_fork", task.address(), child.address());
        hits.tracepoint("sched", "sched_process_fork", task.comm, (long) task.pid, child.comm, (long) child.pid);
        machine.scheduler.wakeNew(child);
    }

    /** {@code wait4(2)} for any child. */
    void await() {
        var call = plan.call("wait4");
        plan.step(2_000, () -> {
            call.enter(-1, task.user.take(4).address(), 0, 0);
            if (task.zombies.isEmpty()) {
                task.waitsForChild = true;
                machine.scheduler.block(Scheduler.INTERRUPTIBLE);
            }
        });
        plan.step(2_000, () -> {
            Task child = task.zombies.remove();
            call.exit(child.pid);
            machine.population.bury(child);
        });
    }

    private void execve(String path, List<String> arguments, List<String> userFunctions) {
        var call = plan.call("execve");
        plan.step(200_000, () -> {
            long name = task.user.string(path);
            call.enter(name, plan.pointers(arguments), plan.pointers(List.of("PATH=/usr/bin:/bin", "LANG=C.UTF-8")));
            var program = call.allocate("linux_binprm")
                    .set("argc", arguments.size())
                    .set("envc", 2)
                    .set("filename", call.text(path));
            call.down("bprm_execve", program.address());
            new Lookup(machine, call).walk(path, false);
            executed(path, userFunctions, program);
        });
        plan.step(250_000, () -> call.exit(0));
    }

    private void executed(String path, List<String> userFunctions, KernelObject program) {
        task.rename(path.substring(path.lastIndexOf('/') + 1));
        task.program = path;
        task.userFunctions = userFunctions;
        machine.hits.rawTracepoint("sched_process_exec", task.address(), task.pid, program.address());
        machine.hits.tracepoint("sched", "sched_process_exec", path, (long) task.pid, (long) task.pid);
    }

    /** {@code exit_group(2)}: the end of the task. */
    void exit(int status) {
        var call = plan.call("exit_group");
        plan.step(20_000, () -> {
            call.enter(status);
            end((long) status << 8);
        });
    }

    /** The running task ends. */
    void end(long code) {
        task.frames.down("do_exit", code);
        task.struct.set("exit_code", code).set("exit_state", Scheduler.ZOMBIE).set("flags", 4);
        machine.hits.rawTracepoint("sched_process_exit", task.address(), 1);
        machine.hits.tracepoint("sched", "sched_process_exit", task.comm, (long) task.pid, 120L, 1L);
        Task parent = task.parent;
        if (parent != null) {
            generate(parent, SIGCHLD);
            parent.zombies.add(task);
            if (parent.waitsForChild) {
                parent.waitsForChild = false;
                machine.scheduler.wake(parent);
            }
        }
        machine.scheduler.block(Scheduler.ZOMBIE);
    }

    /** {@code kill(2)}; signal 0 asks whether there is such a process. */
    void kill(Task target, int signal) {
        var call = plan.call("kill");
        plan.step(2_000, () -> {
            call.enter(target.pid, signal);
            if (task.uid == 0 && target.uid != 0) {
                machine.capabilities.check(Capabilities.KILL);
            }
        });
        plan.step(2_500, () -> {
            if (signal != 0) {
                generate(target, signal);
            }
            call.exit(0);
        });
    }

    /** {@code kill(2)} of a process that there is not. */
    void killNobody(int pid, int signal) {
        var call = plan.call("kill");
        plan.step(2_000, () -> call.enter(pid, signal));
        plan.step(1_500, () -> call.exit(-ESRCH));
    }

    /** A signal is on its way to a task. */
    private void generate(Task target, int signal) {
        machine.hits.tracepoint(
                "signal", "signal_generate", (long) signal, 0L, 0L, target.comm, (long) target.pid, 1L, 0L);
        machine.hits.rawTracepoint("signal_generate", signal, 0, target.address(), 1, 0);
        target.signals.add(signal);
    }
}
