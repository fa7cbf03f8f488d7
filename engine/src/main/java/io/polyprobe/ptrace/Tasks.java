package io.polyprobe.ptrace;

import io.polyprobe.vm.world.KernelHeap;
import io.polyprobe.vm.world.KernelObject;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;

/**
 * The {@code task_struct} of each thread, and of their ancestors, out of proc(5). One lives as long as its thread is
 * traced, and is brought up to date whenever a program asks for it.
 */
final class Tasks {
    /** {@code USER_HZ}, in which proc(5) counts, in nanoseconds. */
    private static final long TICK = 10_000_000;

    /** {@code PIDTYPE_TGID} in {@code signal_struct}. */
    private static final String PROCESS_ID = "pids[1]";

    /** Fields of {@code stat} behind the name, counted from the state: {@code start_time}, {@code arg_start}, {@code arg_end}. */
    private static final int START_TIME = 19;

    private static final int ARGUMENTS = 45;
    private static final int ARGUMENTS_END = 46;

    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    /** The root of all control groups has this number in all of them. */
    private static final long ROOT = 1;

    private final KernelHeap heap;
    private final Map<Integer, Entry> entries = new HashMap<>();
    private final Map<String, Long> cgroups = new HashMap<>();
    private final ConcurrentLinkedQueue<Integer> gone = new ConcurrentLinkedQueue<>();

    private record Entry(
            KernelObject task,
            KernelObject registers,
            KernelObject credentials,
            KernelObject memory,
            KernelObject signals,
            KernelObject id,
            KernelObject namespaces,
            KernelObject mounts,
            KernelObject processes) {
        List<KernelObject> all() {
            return List.of(task, registers, credentials, memory, signals, id, namespaces, mounts, processes);
        }
    }

    Tasks(KernelHeap heap) {
        this.heap = heap;
    }

    /** A thread has ended; any thread may tell. */
    void forget(int thread) {
        gone.add(thread);
    }

    /**
     * Frees what belonged to threads that have ended.
     *
     * @param each is told the number of each
     */
    void bury(IntConsumer each) {
        for (Integer thread = gone.poll(); thread != null; thread = gone.poll()) {
            each.accept(thread);
            Entry entry = entries.remove(thread);
            if (entry != null) {
                entry.all().forEach(heap::free);
            }
        }
    }

    /** A thread's {@code pt_regs} with the registers that it has now. */
    KernelObject registers(int thread, Registers now) {
        KernelObject registers = entry(thread).registers();
        MemorySegment.copy(now.ptRegs(), 0, registers.segment(), 0, Registers.PT_REGS);
        return registers;
    }

    /** A thread's {@code task_struct} as things are now, with those of its ancestors. */
    KernelObject describe(int thread) {
        Entry entry = entry(thread);
        Map<String, String> status = ProcFs.status(thread);
        if (status.isEmpty()) {
            return entry.task(); // it has ended: what was known stays
        }
        int process = ProcFs.number(status, "Tgid", thread);
        int parent = ProcFs.number(status, "PPid", 0);
        identify(entry, thread, process, status);
        entry.task().set("group_leader", process == thread ? entry.task() : describe(process));
        KernelObject ancestor = parent == 0 ? entry.task() : known(parent);
        entry.task().set("real_parent", ancestor).set("parent", ancestor);
        return entry.task();
    }

    /** An ancestor is described once: what changes about it is its children's. */
    private KernelObject known(int process) {
        Entry entry = entries.get(process);
        return entry == null ? describe(process) : entry.task();
    }

    private void identify(Entry entry, int thread, int process, Map<String, String> status) {
        List<String> stat = ProcFs.stat(thread);
        entry.task()
                .set("pid", thread)
                .set("tgid", process)
                .set("comm", ProcFs.comm(thread))
                .set("start_time", number(stat, START_TIME) * TICK)
                .set("start_boottime", number(stat, START_TIME) * TICK);
        entry.memory().set("arg_start", number(stat, ARGUMENTS)).set("arg_end", number(stat, ARGUMENTS_END));
        entry.id().set("numbers[0].nr", thread);
        entry.signals().set("nr_threads", ProcFs.number(status, "Threads", 1));
        identities(entry.credentials(), status, "Uid", List.of("uid.val", "euid.val", "suid.val", "fsuid.val"));
        identities(entry.credentials(), status, "Gid", List.of("gid.val", "egid.val", "sgid.val", "fsgid.val"));
        entry.mounts().set("ns.inum", ProcFs.namespace(thread, "mnt"));
        entry.processes().set("ns.inum", ProcFs.namespace(thread, "pid"));
    }

    private static void identities(
            KernelObject credentials, Map<String, String> status, String field, List<String> members) {
        String[] numbers = status.getOrDefault(field, "").split("\\s+", -1);
        for (int i = 0; i < members.size() && i < numbers.length && !numbers[i].isEmpty(); i++) {
            credentials.set(members.get(i), Long.parseLong(numbers[i]));
        }
    }

    private static long number(List<String> stat, int index) {
        return index < stat.size() ? Long.parseUnsignedLong(stat.get(index)) : 0;
    }

    private Entry entry(int thread) {
        return entries.computeIfAbsent(thread, _ -> make());
    }

    private Entry make() {
        var made = new ArrayList<KernelObject>();
        for (String struct : List.of(
                "task_struct",
                "pt_regs",
                "cred",
                "mm_struct",
                "signal_struct",
                "pid",
                "nsproxy",
                "mnt_namespace",
                "pid_namespace")) {
            made.add(heap.allocate(struct));
        }
        var entry = new Entry(
                made.get(0),
                made.get(1),
                made.get(2),
                made.get(3),
                made.get(4),
                made.get(5),
                made.get(6),
                made.get(7),
                made.get(8));
        entry.task()
                .set("stack", entry.registers())
                .set("cred", entry.credentials())
                .set("real_cred", entry.credentials())
                .set("mm", entry.memory())
                .set("active_mm", entry.memory())
                .set("signal", entry.signals())
                .set("thread_pid", entry.id())
                .set("nsproxy", entry.namespaces());
        entry.signals().set(PROCESS_ID, entry.id());
        entry.id().set("numbers[0].ns", entry.processes());
        entry.namespaces().set("mnt_ns", entry.mounts()).set("pid_ns_for_children", entry.processes());
        return entry;
    }

    /** The number of a thread's control group, which is that of its directory. */
    long cgroup(int thread) {
        for (String line :
                ProcFs.text(ProcFs.of(thread).resolve("cgroup")).lines().toList()) {
            if (line.startsWith("0::/")) {
                return cgroups.computeIfAbsent(line.substring("0::/".length()), Tasks::inode);
            }
        }
        return ROOT;
    }

    private static long inode(String cgroup) {
        try {
            return (long) Files.getAttribute(CGROUPS.resolve(cgroup), "unix:ino");
        } catch (IOException | UnsupportedOperationException _) {
            return ROOT;
        }
    }
}
