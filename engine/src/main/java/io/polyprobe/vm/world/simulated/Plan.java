package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelObject;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task is going to do, written by its life in the words of system calls and carried out step by step as the task
 * gets the CPU. Each method appends; chance decides how long a step takes.
 */
final class Plan {
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0100;
    static final int O_TRUNC = 01000;
    static final int O_APPEND = 02000;
    static final int O_DIRECTORY = 0200000;
    static final int O_CLOEXEC = 02000000;
    static final int ENOENT = 2;
    static final int EACCES = 13;

    private static final int AT_FDCWD = -100;
    private static final int BUFFER = 4_096;

    private final Simulation world;
    private final Task task;

    Plan(Simulation world, Task task) {
        this.world = world;
        this.task = task;
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
    void compute(int micros) {
        step(micros * 1_000, () -> {});
    }

    /** {@code openat(2)} relative to the working directory. */
    Descriptor openat(String path, int flags) {
        return open("openat", path, flags, 0);
    }

    /** An {@code openat(2)} that fails. */
    void openatFails(String path, int flags, int errno) {
        open("openat", path, flags, errno);
    }

    /** {@code open(2)}, {@code openat(2)} or {@code openat2(2)}. */
    Descriptor open(String syscall, String path, int flags, int errno) {
        var descriptor = new Descriptor();
        var call = call(syscall);
        int mode = (flags & O_CREAT) == 0 ? 0 : 0644;
        step(3_000, () -> {
            long name = task.user.string(path);
            var how = call.allocate("open_how").set("flags", flags).set("mode", mode);
            switch (syscall) {
                case "open" -> call.enter(name, flags, mode);
                case "openat" -> call.enter(AT_FDCWD, name, flags, mode);
                default ->
                    call.enter(AT_FDCWD, name, userCopy(how), how.segment().byteSize());
            }
            call.down("do_sys_openat2", AT_FDCWD, name, how.address());
        });
        step(900, () -> {
            var wanted = call.allocate("open_flags").set("open_flag", flags).set("mode", mode);
            call.down(
                    "do_filp_open",
                    AT_FDCWD,
                    call.filename(path, task.user.string(path)).address(),
                    wanted.address());
        });
        if (errno != 0) {
            step(1_500, () -> call.exit(-errno));
            return descriptor;
        }
        step(2_000, () -> {
            descriptor.fd = task.lowestFreeFd();
            OpenFile file = world.population().open(task, descriptor.fd, path, flags);
            call.down(
                    "vfs_open", file.struct().addressOf("f_path"), file.struct().address());
            call.up(0);
            call.up(file.struct().address());
        });
        step(500, () -> call.exit(descriptor.fd));
        return descriptor;
    }

    private long userCopy(KernelObject object) {
        MemorySegment copy = task.user.take(object.segment().byteSize());
        copy.copyFrom(object.segment());
        return copy.address();
    }

    /** {@code read(2)} of what is at hand. */
    void read(Descriptor from, int count, int result) {
        transfer("read", from, count, result, 0);
    }

    /** {@code read(2)} that waits until something comes. */
    void awaitRead(Descriptor from, int count, int result, int millis) {
        transfer("read", from, count, result, millis);
    }

    /** {@code write(2)}. */
    void write(Descriptor to, int count) {
        transfer("write", to, count, count, 0);
    }

    private void transfer(String kind, Descriptor descriptor, int count, int result, int waitMillis) {
        var call = call(kind);
        step(1_500, () -> {
            OpenFile file = task.files.get(descriptor.fd);
            MemorySegment buffer = task.user.take(Math.min(count, BUFFER));
            if (kind.equals("write")) {
                fill(buffer, task.comm + ": wrote this", count);
            }
            call.enter(descriptor.fd, buffer.address(), count);
            call.down("ksys_" + kind, descriptor.fd, buffer.address(), count);
            if (file == null) {
                return;
            }
            call.down(
                    "vfs_" + kind,
                    file.struct().address(),
                    buffer.address(),
                    count,
                    file.struct().addressOf("f_pos"));
            if (kind.equals("read")) {
                fill(buffer, file.path(), result);
            }
        });
        if (waitMillis > 0) {
            block(waitMillis);
        }
        step(1_500 + result / 4, () -> call.exit(task.files.containsKey(descriptor.fd) ? result : -9));
    }

    /** Text that shows where it came from. */
    private static void fill(MemorySegment buffer, String line, int size) {
        byte[] text = (line + "\n").getBytes(StandardCharsets.UTF_8);
        for (long i = 0; i < Math.min(size, buffer.byteSize()); i++) {
            buffer.set(java.lang.foreign.ValueLayout.JAVA_BYTE, i, text[(int) (i % text.length)]);
        }
    }

    /** {@code fsync(2)}. */
    void fsync(Descriptor descriptor) {
        var call = call("fsync");
        step(1_000, () -> {
            call.enter(descriptor.fd);
            OpenFile file = task.files.get(descriptor.fd);
            if (file != null) {
                call.down("vfs_fsync", file.struct().address(), 0);
            }
        });
        block(3);
        step(1_000, () -> call.exit(task.files.containsKey(descriptor.fd) ? 0 : -9));
    }

    /** {@code sync(2)}. */
    void sync() {
        var call = call("sync");
        step(1_000, () -> {
            call.enter();
            call.down("ksys_sync");
        });
        block(12);
        step(1_000, () -> call.exit(0));
    }

    /** {@code close(2)}. */
    void close(Descriptor descriptor) {
        var call = call("close");
        step(1_000, () -> {
            call.enter(descriptor.fd);
            OpenFile file = task.files.get(descriptor.fd);
            if (file != null) {
                call.down("filp_close", file.struct().address(), task.descriptors.address());
            }
        });
        step(600, () -> {
            boolean open = task.files.containsKey(descriptor.fd);
            call.exit(open ? 0 : -9);
            world.population().close(task, descriptor.fd);
        });
    }

    /** {@code newfstatat(2)} of a path; {@code errno} 0 where it exists. */
    void stat(String path, int errno) {
        var call = call("newfstatat");
        step(1_500, () -> {
            long name = task.user.string(path);
            long result = task.user.take(144).address();
            call.enter(AT_FDCWD, name, result, 0);
            call.down("vfs_statx", AT_FDCWD, call.filename(path, name).address(), 0, result, 0x7ff);
        });
        step(1_200, () -> call.exit(-errno));
    }

    /** {@code access(2)} for reading. */
    void access(String path, int errno) {
        var call = call("access");
        step(1_500, () -> call.enter(task.user.string(path), 4));
        step(1_200, () -> call.exit(-errno));
    }

    /** {@code getdents64(2)}: all entries, then none. */
    void list(Descriptor directory, int bytes) {
        for (int result : new int[] {bytes, 0}) {
            var call = call("getdents64");
            step(2_000, () -> call.enter(directory.fd, task.user.take(BUFFER).address(), 32_768));
            step(3_000, () -> call.exit(result));
        }
    }

    /** {@code unlinkat(2)}. */
    void unlink(String path) {
        var call = call("unlinkat");
        step(2_000, () -> {
            long name = task.user.string(path);
            call.enter(AT_FDCWD, name, 0);
            call.down("do_unlinkat", AT_FDCWD, call.filename(path, name).address());
        });
        step(9_000, () -> call.exit(0));
    }

    /** {@code clock_nanosleep(2)}. */
    void sleep(int millis) {
        var call = call("clock_nanosleep");
        step(1_500, () -> {
            long[] time = {millis / 1_000, millis % 1_000 * 1_000_000L};
            MemorySegment request = task.user.take(16);
            request.copyFrom(MemorySegment.ofArray(time));
            call.enter(0, 0, request.address(), 0);
        });
        block(millis);
        step(1_000, () -> call.exit(0));
    }

    /** Starts a program in a child, and waits for it. */
    void run(String path, List<String> arguments, Life life) {
        fork(path, arguments, life);
        await();
    }

    /** {@code clone(2)} as {@code fork} uses it, and {@code execve(2)} in the child. */
    private void fork(String path, List<String> arguments, Life life) {
        var call = call("clone");
        step(20_000, () -> {
            call.enter(0x1200011, 0, 0, 0x7f3a_1bda_0a10L, 0);
            var wanted =
                    call.allocate("kernel_clone_args").set("flags", 0x1200000).set("exit_signal", 17);
            call.down("kernel_clone", wanted.address());
        });
        step(60_000, () -> {
            Task child = world.bear(task, life);
            var plan = new Plan(world, child);
            plan.step(25_000, () -> new Call(world.hits(), world.heap(), child, "clone").report(0));
            plan.execve(path, arguments);
            world.forked(task, child);
            call.exit(child.pid);
        });
    }

    /** {@code wait4(2)} for any child. */
    private void await() {
        var call = call("wait4");
        step(2_000, () -> {
            call.enter(-1, task.user.take(4).address(), 0, 0);
            if (task.zombies.isEmpty()) {
                task.waitsForChild = true;
                world.scheduler().block(Scheduler.INTERRUPTIBLE);
            }
        });
        step(2_000, () -> {
            Task child = task.zombies.remove();
            call.exit(child.pid);
            world.population().bury(child);
        });
    }

    private void execve(String path, List<String> arguments) {
        var call = call("execve");
        step(200_000, () -> {
            long name = task.user.string(path);
            call.enter(name, pointers(arguments), pointers(List.of("PATH=/usr/bin:/bin", "LANG=C.UTF-8")));
            var program = call.allocate("linux_binprm")
                    .set("argc", arguments.size())
                    .set("envc", 2)
                    .set("filename", call.text(path));
            call.down("bprm_execve", program.address());
            world.executed(task, path, program, call);
        });
        step(250_000, () -> call.exit(0));
    }

    /** An array of pointers to strings, null at its end, in user memory. */
    private long pointers(List<String> strings) {
        var addresses = new ArrayList<Long>();
        strings.forEach(text -> addresses.add(task.user.string(text)));
        addresses.add(0L);
        MemorySegment array = task.user.take(addresses.size() * 8L);
        for (int i = 0; i < addresses.size(); i++) {
            array.setAtIndex(java.lang.foreign.ValueLayout.JAVA_LONG, i, addresses.get(i));
        }
        return array.address();
    }

    /** {@code exit_group(2)}: the end of the task. */
    void exit(int status) {
        var call = call("exit_group");
        step(20_000, () -> {
            call.enter(status);
            call.down("do_exit", (long) status << 8);
            world.exited(task, status);
        });
    }

    private void block(int millis) {
        step(800, () -> {
            world.scheduler().wakeAfter(millis * 1_000_000L + world.chance(90_000), task);
            world.scheduler().block(Scheduler.INTERRUPTIBLE);
        });
    }

    private Call call(String syscall) {
        return new Call(world.hits(), world.heap(), task, syscall);
    }

    /** @param nanos how long it takes to get there, give or take the half */
    private void step(int nanos, Runnable action) {
        task.plan.add(new Task.Step(nanos / 2 + world.chance(nanos + 1), action));
    }
}
