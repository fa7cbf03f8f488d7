package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One process of the simulated world; each has one thread. */
final class Task {
    /** What it does next, each a piece of work after some nanoseconds on the CPU. */
    final ArrayDeque<Step> plan = new ArrayDeque<>();

    final int pid;
    final @Nullable Task parent;
    final int uid;
    final KernelObject struct;
    /** The registers with which it entered the kernel. */
    final KernelObject registers;

    /** Its {@code cred}. */
    final KernelObject credentials;

    /** The kernel functions that it is in. */
    final Frames frames;

    /** Its {@code files_struct}. */
    final KernelObject descriptors;

    final UserSpace user;
    final Map<Integer, OpenFile> files = new TreeMap<>();
    /** What was allocated for this task alone. */
    final List<KernelObject> owned = new ArrayList<>();
    /** Children that have exited and were not waited for. */
    final ArrayDeque<Task> zombies = new ArrayDeque<>();

    /** Fills the plan whenever it is empty. */
    Runnable life = () -> {};

    String comm;
    int cpu;
    boolean waitsForChild;
    /** The file that it has executed. */
    String program = "";
    /** Its user functions, innermost first. */
    List<String> userFunctions = List.of();
    /** The system call that it is in, or empty. */
    String syscall = "";
    /** The control group that it is in, with its id. */
    Cgroup cgroup = Cgroup.ROOT;
    /** Signals that it has not seen to yet. */
    final ArrayDeque<Integer> signals = new ArrayDeque<>();

    /** @param after nanoseconds on the CPU before the action */
    record Step(long after, Runnable action) {}

    Task(
            int pid,
            String comm,
            @Nullable Task parent,
            int uid,
            KernelObject struct,
            KernelObject registers,
            KernelObject descriptors,
            UserSpace user,
            Frames frames,
            KernelObject credentials) {
        this.pid = pid;
        this.comm = comm;
        this.parent = parent;
        this.uid = uid;
        this.struct = struct;
        this.registers = registers;
        this.descriptors = descriptors;
        this.user = user;
        this.frames = frames;
        this.credentials = credentials;
    }

    /** What it does next; its life plans anew where nothing is left. */
    Step nextStep() {
        if (plan.isEmpty()) {
            life.run();
        }
        return plan.remove();
    }

    /** Its name as the kernel keeps it: 16 bytes, the last one zero. */
    byte[] commBytes() {
        byte[] raw = comm.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(Arrays.copyOf(raw, Math.min(raw.length, 15)), 16);
    }

    void rename(String newComm) {
        comm = newComm.length() > 15 ? newComm.substring(0, 15) : newComm;
        struct.set("comm", commBytes());
    }

    int lowestFreeFd() {
        int fd = 0;
        while (files.containsKey(fd)) {
            fd++;
        }
        return fd;
    }

    long address() {
        return struct.address();
    }
}
