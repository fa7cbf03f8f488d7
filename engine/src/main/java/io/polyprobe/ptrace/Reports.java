package io.polyprobe.ptrace;

import io.polyprobe.target.ProbeSpec;
import io.polyprobe.vm.world.Hits;
import io.polyprobe.vm.world.KernelHeap;
import io.polyprobe.vm.world.KernelObject;
import io.polyprobe.vm.world.SyscallHits;
import io.polyprobe.vm.world.SyscallTable;
import io.polyprobe.vm.world.SyscallTable.Syscall;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Turns what a traced thread does into hits, in the order in which Linux would have them. */
final class Reports {
    static final Set<String> TRACEPOINTS = tracepoints();

    private static final int ARGUMENTS = 6;

    /** Of a task with nice value 0. */
    private static final long PRIORITY = 120;

    private final Hits hits;
    private final SyscallHits syscalls;
    private final KernelHeap heap;
    private final Tasks tasks;
    private final Now now;
    private final Registers registers;
    private final Map<Integer, Frames> calls = new HashMap<>();

    private Set<String> functions = Set.of();

    Reports(Hits hits, KernelHeap heap, Tasks tasks, Now now, Registers registers) {
        this.hits = hits;
        this.syscalls = new SyscallHits(hits);
        this.heap = heap;
        this.tasks = tasks;
        this.now = now;
        this.registers = registers;
    }

    private static Set<String> tracepoints() {
        var all = new TreeSet<>(Set.of(
                "raw_syscalls:sys_enter",
                "raw_syscalls:sys_exit",
                "sched:sched_process_exec",
                "sched:sched_process_exit",
                "sched:sched_process_fork",
                "signal:signal_deliver"));
        for (String name : SyscallTable.all().keySet()) {
            all.add("syscalls:sys_enter_" + name);
            all.add("syscalls:sys_exit_" + name);
        }
        return Set.copyOf(all);
    }

    /** From here on, the kernel functions among these alone are worth preparing arguments for. */
    void listen(Set<ProbeSpec> probes) {
        functions = probes.stream()
                .flatMap(probe -> Demand.function(probe).stream())
                .collect(Collectors.toSet());
    }

    void tell(Event event) {
        tasks.bury(this::drop);
        now.become(event.tracee());
        switch (event) {
            case Event.Entered e -> entered(e);
            case Event.Left e -> left(e);
            case Event.Forked e -> forked(e);
            case Event.Executed e -> executed(e);
            case Event.Exiting e -> exiting(e);
            case Event.Signalled e ->
                hits.tracepoint(
                        "signal", "signal_deliver", (long) e.signal(), (long) e.error(), (long) e.code(), 0L, 0L);
        }
    }

    private void entered(Event.Entered event) {
        Optional<Syscall> syscall = SyscallTable.numbered(event.call());
        if (syscall.isEmpty()) {
            return; // no kernel has it, which is what the program will be told
        }
        int thread = event.tracee().thread;
        long[] arguments = new long[ARGUMENTS];
        for (int i = 0; i < ARGUMENTS; i++) {
            arguments[i] = registers.argument(i);
        }
        syscalls.enter(syscall.get(), tasks.registers(thread, registers), arguments);
        var frames = new Frames(hits, heap);
        drop(thread); // of the last call, whose end nobody asked for
        calls.put(thread, frames);
        for (KernelFunctions.Behind behind : KernelFunctions.behind(event.call())) {
            if (functions.contains(behind.name())) {
                frames.enter(behind, new Arguments(syscall.get().name(), arguments, event.tracee().process, frames));
            }
        }
    }

    /** Forgets the call that a thread was in. */
    private void drop(int thread) {
        Frames frames = calls.remove(thread);
        if (frames != null) {
            frames.free();
        }
    }

    private void left(Event.Left event) {
        Optional<Syscall> syscall = SyscallTable.numbered(event.call());
        if (syscall.isEmpty()) {
            return;
        }
        int thread = event.tracee().thread;
        KernelObject values = tasks.registers(thread, registers);
        Frames frames = calls.remove(thread);
        if (frames != null) { // a child only leaves the call that made it
            frames.leave(event.result());
            syscalls.leave(syscall.get(), values, event.result());
        }
        syscalls.exit(syscall.get(), values, event.result());
        if (frames != null) {
            frames.free();
        }
    }

    private void forked(Event.Forked event) {
        int thread = event.child().thread;
        long parent = tasks.describe(event.tracee().thread).address();
        long child = tasks.describe(thread).address();
        hits.enter(KernelFunctions.FORK, 0, child);
        hits.leave(KernelFunctions.FORK, 0, 0, child);
        hits.rawTracepoint("sched_process_fork", parent, child);
        String name = text(now.comm());
        hits.tracepoint("sched", "sched_process_fork", name, (long) now.pid(), name, (long) thread);
        hits.enter(KernelFunctions.WAKE_NEW, child);
        hits.leave(KernelFunctions.WAKE_NEW, 0, child);
    }

    private void executed(Event.Executed event) {
        String file = ProcFs.executed(event.tracee().process);
        KernelObject program = heap.allocate("linux_binprm");
        var name = heap.temporary(file);
        program.set("filename", name.address()).set("interp", name.address());
        hits.rawTracepoint("sched_process_exec", now.task(), event.before(), program.address());
        hits.tracepoint("sched", "sched_process_exec", file, (long) now.pid(), (long) event.before());
        heap.free(name);
        heap.free(program);
    }

    /** It never comes back from the call that it is in. */
    private void exiting(Event.Exiting event) {
        drop(event.tracee().thread);
        KernelObject task = tasks.describe(event.tracee().thread).set("exit_code", event.status());
        hits.enter(KernelFunctions.EXIT, event.status());
        long last = ProcFs.threads(event.tracee().process).size() <= 1 ? 1 : 0;
        hits.rawTracepoint("sched_process_exit", task.address(), last);
        hits.tracepoint("sched", "sched_process_exit", text(now.comm()), (long) now.pid(), PRIORITY, last);
    }

    private static String text(byte[] name) {
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        return new String(name, 0, end, StandardCharsets.UTF_8);
    }
}
