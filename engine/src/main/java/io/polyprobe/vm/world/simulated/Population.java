package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.Hits;
import io.polyprobe.vm.world.KernelHeap;
import io.polyprobe.vm.world.KernelObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes tasks, with all the structs that hang on a {@code task_struct}, and takes them away. */
final class Population implements AutoCloseable {
    /** {@code PF_FORKNOEXEC}: has not executed a program since it was forked. */
    private static final long FORKED = 0x40;

    /** Inode numbers of the first namespaces ({@code include/linux/proc_ns.h}) and of the first mount namespace. */
    private static final long PID_NAMESPACE = 0xeffffffcL;

    private static final long UTS_NAMESPACE = 0xeffffffeL;
    private static final long MOUNT_NAMESPACE = 0xf0000000L;

    private final Hits hits;
    private final KernelHeap heap;
    private final FileTree tree;
    private final UserSpaces userSpaces;
    private final Random random;
    private final KernelObject pidNamespace;
    private final KernelObject namespaces;
    private final Map<Long, KernelObject> credentials = new HashMap<>();
    private final Map<String, OpenFile> streams = new HashMap<>();
    private final Map<Long, KernelObject> cgroups = new HashMap<>();
    private int lastPid = 4_000;

    Population(Hits hits, KernelHeap heap, FileTree tree, UserSpaces userSpaces, Random random) {
        this.hits = hits;
        this.heap = heap;
        this.tree = tree;
        this.userSpaces = userSpaces;
        this.random = random;
        pidNamespace = heap.allocate("pid_namespace").set("pid_max", 4_194_304).set("ns.inum", PID_NAMESPACE);
        var uts = heap.allocate("uts_namespace").set("ns.inum", UTS_NAMESPACE);
        uts.set("name.sysname", ascii("Linux"))
                .set("name.nodename", ascii("virtual"))
                .set("name.release", ascii(SimulatedWorld.RELEASE))
                .set("name.machine", ascii("x86_64"));
        namespaces = heap.allocate("nsproxy")
                .set("uts_ns", uts)
                .set("mnt_ns", heap.allocate("mnt_namespace").set("ns.inum", MOUNT_NAMESPACE))
                .set("pid_ns_for_children", pidNamespace);
    }

    /** A task with standard streams. */
    Task task(int pid, String comm, @Nullable Task parent, int uid, String stream, long startTime) {
        KernelObject struct = heap.allocate("task_struct");
        KernelObject descriptors = heap.allocate("files_struct");
        var task = new Task(
                pid,
                comm,
                parent,
                uid,
                struct,
                registers(struct),
                descriptors,
                userSpaces.open(),
                new Frames(hits),
                credentials(uid));
        task.owned.add(struct);
        task.owned.add(descriptors);
        task.owned.add(task.registers);
        describe(task, startTime);
        if (pid != 0) {
            open(task, stream);
        }
        return task;
    }

    /** A copy of its parent, about to live. */
    Task child(Task parent, long startTime) {
        String stream = parent.files.containsKey(0) ? parent.files.get(0).path() : "/dev/null";
        var task = task(nextPid(), parent.comm, parent, parent.uid, stream, startTime);
        task.cpu = parent.cpu;
        task.program = parent.program;
        task.userFunctions = parent.userFunctions;
        join(task, parent.cgroup);
        task.struct.set("flags", FORKED);
        return task;
    }

    private int nextPid() {
        lastPid += 1 + random.nextInt(3);
        return lastPid;
    }

    private KernelObject registers(KernelObject task) {
        KernelObject registers = heap.allocate("pt_regs");
        task.set("stack", registers);
        return registers
                .set("ip", 0x7f3a_1c0f_4a37L)
                .set("cs", 0x33)
                .set("flags", 0x246)
                .set("sp", 0x7ffd_3e8a_1c48L)
                .set("bp", 0x7ffd_3e8a_1d10L)
                .set("ss", 0x2b)
                .set("cx", 0x7f3a_1c0f_4a37L)
                .set("r11", 0x246);
    }

    private void describe(Task task, long startTime) {
        KernelObject credentials = task.credentials;
        KernelObject thread = own(task, "pid").set("numbers[0].nr", task.pid).set("numbers[0].ns", pidNamespace);
        KernelObject signal = own(task, "signal_struct").set("nr_threads", 1).set("pids[1]", thread);
        KernelObject files = task.descriptors;
        files.set("fdt", files.addressOf("fdtab"))
                .set("fdtab.max_fds", 64)
                .set("fdtab.fd", files.addressOf("fd_array"));
        KernelObject directories = own(task, "fs_struct").set("users", 1).set("umask", 022);
        tree.point(directories, "root", "/");
        tree.point(directories, "pwd", task.uid == 1000 ? "/home/ada" : "/");
        KernelObject struct = task.struct;
        long parent = task.parent == null ? struct.address() : task.parent.address();
        struct.set("pid", task.pid)
                .set("tgid", task.pid)
                .set("comm", task.commBytes())
                .set("real_parent", parent)
                .set("parent", parent)
                .set("group_leader", struct)
                .set("cred", credentials)
                .set("real_cred", credentials)
                .set("start_time", startTime)
                .set("start_boottime", startTime)
                .set("prio", 120)
                .set("static_prio", 120)
                .set("normal_prio", 120)
                .set("nr_cpus_allowed", SimulatedWorld.CPUS)
                .set("exit_signal", 17)
                .set("__state", 1)
                .set("loginuid.val", task.uid)
                .set("thread_pid", thread)
                .set("signal", signal)
                .set("files", files)
                .set("fs", directories)
                .set("nsproxy", namespaces)
                .set("cgroups", cgroup(Cgroup.ROOT));
        if (task.pid != 0) {
            KernelObject space =
                    own(task, "mm_struct").set("arg_start", task.user.memory().address());
            struct.set("mm", space).set("active_mm", space);
        }
    }

    private KernelObject own(Task task, String type) {
        KernelObject object = heap.allocate(type);
        task.owned.add(object);
        return object;
    }

    private KernelObject credentials(long uid) {
        return credentials.computeIfAbsent(uid, id -> {
            KernelObject made = heap.allocate("cred").set("usage.counter", 1);
            for (String field : List.of("uid", "suid", "euid", "fsuid", "gid", "sgid", "egid", "fsgid")) {
                made.set(field + ".val", id);
            }
            return made;
        });
    }

    /** Puts a task into a control group. */
    void join(Task task, Cgroup cgroup) {
        task.cgroup = cgroup;
        task.struct.set("cgroups", cgroup(cgroup));
    }

    private KernelObject cgroup(Cgroup cgroup) {
        return cgroups.computeIfAbsent(cgroup.id(), id -> {
            var node = heap.allocate("kernfs_node").set("id", id).set("name", heap.string(cgroup.name()));
            return heap.allocate("css_set")
                    .set("dfl_cgrp", heap.allocate("cgroup").set("kn", node));
        });
    }

    /** The tasks that CPUs run when they have nothing else to do. */
    List<Task> idle(int cpus) {
        var tasks = new ArrayList<Task>();
        for (int cpu = 0; cpu < cpus; cpu++) {
            Task task = task(0, "swapper/" + cpu, null, 0, "", 0);
            task.cpu = cpu;
            task.struct.set("thread_info.cpu", cpu).set("on_cpu", 1).set("__state", 0);
            task.frames.stand("secondary_startup_64_no_verify", "start_secondary", "cpu_startup_entry", "do_idle");
            tasks.add(task);
        }
        return tasks;
    }

    private void open(Task task, String stream) {
        OpenFile file =
                streams.computeIfAbsent(stream, path -> new OpenFile(path, file(path, 2, credentials(0)), false));
        for (int fd = 0; fd < 3; fd++) {
            install(task, fd, file);
        }
    }

    /** Makes a {@code struct file} for a task that opens a path, and installs it as a descriptor. */
    OpenFile open(Task task, int fd, String path, int flags) {
        var file = new OpenFile(path, file(path, flags, credentials(task.uid)), true);
        install(task, fd, file);
        return file;
    }

    /** Makes a socket a descriptor of a task. */
    void install(Task task, int fd, Socket socket) {
        KernelObject file = file(socket.protocol == Socket.IPPROTO_TCP ? "TCP" : "UDP", 2, credentials(task.uid));
        file.set("private_data", socket.struct);
        socket.struct.set("file", file);
        install(task, fd, new OpenFile("TCP", file, true, socket));
    }

    private void install(Task task, int fd, OpenFile file) {
        task.files.put(fd, file);
        task.descriptors.set("fd_array[" + fd + "]", file.struct());
    }

    private KernelObject file(String path, int flags, KernelObject credentials) {
        KernelObject file = heap.allocate("file")
                .set("f_flags", flags)
                .set("f_mode", (flags & 3) + 1)
                .set("f_op", tree.mountOf(path).operations())
                .set("f_inode", tree.inodeOf(path))
                .set("f_cred", credentials);
        tree.point(file, "f_path", path);
        return file;
    }

    /** Takes a descriptor away and frees what hangs on it alone. */
    void close(Task task, int fd) {
        OpenFile file = task.files.remove(fd);
        task.descriptors.set("fd_array[" + fd + "]", 0);
        if (file != null && file.owned()) {
            heap.free(file.struct());
        }
    }

    /** Frees a task that has exited and been waited for. */
    void bury(Task task) {
        for (int fd : new ArrayList<>(task.files.keySet())) {
            close(task, fd);
        }
        task.owned.forEach(heap::free);
        userSpaces.release(task.user);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        userSpaces.close();
    }
}
