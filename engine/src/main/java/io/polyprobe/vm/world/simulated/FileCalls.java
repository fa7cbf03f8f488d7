package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelObject;
import io.polyprobe.vm.world.simulated.Disk.Operation;
import io.polyprobe.vm.world.simulated.Plan.Descriptor;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** System calls about open files: opening, reading, writing, and making sure that it is on the disk. */
final class FileCalls {
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0100;
    static final int O_TRUNC = 01000;
    static final int O_APPEND = 02000;
    static final int O_DIRECTORY = 0200000;
    static final int O_CLOEXEC = 02000000;
    static final int ENOENT = 2;

    private static final int EBADF = 9;
    private static final int AT_FDCWD = -100;
    private static final int BUFFER = 4_096;

    private final Plan plan;
    private final Machine machine;
    private final Task task;

    FileCalls(Plan plan) {
        this.plan = plan;
        this.machine = plan.machine;
        this.task = plan.task;
    }

    /** {@code openat(2)} relative to the working directory. */
    Descriptor openat(String path, int flags) {
        return open("openat", path, flags, 0);
    }

    /** {@code open(2)}, {@code openat(2)} or {@code openat2(2)}; {@code errno} 0 where it succeeds. */
    Descriptor open(String syscall, String path, int flags, int errno) {
        var descriptor = new Descriptor();
        var call = plan.call(syscall);
        int mode = (flags & O_CREAT) == 0 ? 0 : 0644;
        plan.step(3_000, () -> {
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
        plan.step(900, () -> {
            var wanted = call.allocate("open_flags").set("open_flag", flags).set("mode", mode);
            call.down(
                    "do_filp_open",
                    AT_FDCWD,
                    call.filename(path, task.user.string(path)).address(),
                    wanted.address());
            new Lookup(machine, call).walk(path, errno == ENOENT);
        });
        if (errno != 0) {
            plan.step(1_500, () -> call.exit(-errno));
            return descriptor;
        }
        if ((flags & (O_CREAT | O_TRUNC)) == (O_CREAT | O_TRUNC)) {
            plan.step(9_000, () -> new Lookup(machine, call).create(path, mode));
        }
        plan.step(2_000, () -> {
            descriptor.fd = task.lowestFreeFd();
            long object = machine.slabs.allocate("filp", 232);
            OpenFile file = machine.population.open(task, descriptor.fd, path, flags);
            call.down(
                    "vfs_open", file.struct().addressOf("f_path"), file.struct().address());
            FileSystem kind = machine.tree.mountOf(path).kind();
            if (kind.onDisk()) {
                task.frames.call(
                        kind.open,
                        0,
                        machine.tree.inodeOf(path).address(),
                        file.struct().address());
            }
            call.up(0);
            call.up(file.struct().address());
            machine.slabs.free("filp", object);
        });
        plan.step(500, () -> call.exit(descriptor.fd));
        return descriptor;
    }

    private long userCopy(KernelObject object) {
        MemorySegment copy = task.user.take(object.segment().byteSize());
        copy.copyFrom(object.segment());
        return copy.address();
    }

    /** {@code read(2)} of what is at hand, or on the disk. */
    void read(Descriptor from, long offset, int count, int result) {
        transfer("read", from, offset, count, result, 0);
    }

    /** {@code read(2)} that waits until something comes. */
    void awaitRead(Descriptor from, int count, int result, long nanos) {
        transfer("read", from, 0, count, result, nanos);
    }

    /** {@code write(2)}. */
    void write(Descriptor to, long offset, int count) {
        transfer("write", to, offset, count, count, 0);
    }

    private void transfer(String kind, Descriptor descriptor, long offset, int count, int result, long wait) {
        var call = plan.call(kind);
        plan.step(1_500, () -> {
            OpenFile file = task.files.get(descriptor.fd);
            MemorySegment buffer = task.user.take(Math.min(count, BUFFER));
            if (kind.equals("write")) {
                Plan.fill(buffer, task.comm + ": wrote this", count);
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
                Plan.fill(buffer, file.path(), result);
            }
            below(call, kind, file, buffer, offset, result);
        });
        if (wait > 0) {
            plan.block(wait);
        }
        plan.step(1_500 + result / 4, () -> call.exit(task.files.containsKey(descriptor.fd) ? result : -EBADF));
    }

    /** What the file system does, or the terminal. */
    private void below(Call call, String kind, OpenFile file, MemorySegment buffer, long offset, int bytes) {
        FileSystem system = machine.tree.mountOf(file.path()).kind();
        boolean writes = kind.equals("write");
        boolean terminal = writes && file.path().startsWith("/dev/pts/");
        if (!system.onDisk() && !terminal) {
            return;
        }
        var control = call.allocate("kiocb").set("ki_filp", file.struct()).set("ki_pos", offset);
        var iterator = call.allocate("iov_iter")
                .set("data_source", writes ? 1 : 0)
                .set("ubuf", buffer.address())
                .set("count", bytes);
        if (terminal) {
            task.frames.call("tty_write", bytes, control.address(), iterator.address());
        } else if (writes) {
            call.down(system.writeIter, control.address(), iterator.address());
            machine.cache.write(file, offset, bytes);
        } else {
            call.down(system.readIter, control.address(), iterator.address());
            if (machine.cache.read(file, offset, bytes, () -> machine.scheduler.wake(task))) {
                plan.interlude(() -> plan.blockUntilWoken(700));
            }
        }
    }

    /** {@code fsync(2)}. */
    void fsync(Descriptor descriptor) {
        var call = plan.call("fsync");
        plan.step(1_000, () -> {
            call.enter(descriptor.fd);
            OpenFile file = task.files.get(descriptor.fd);
            if (file != null) {
                long struct = file.struct().address();
                call.down("vfs_fsync", struct, 0);
                call.down("vfs_fsync_range", struct, 0, Long.MAX_VALUE, 0);
                flush(call, file);
            }
        });
        plan.step(1_000, () -> call.exit(task.files.containsKey(descriptor.fd) ? 0 : -EBADF));
    }

    private void flush(Call call, OpenFile file) {
        FileSystem system = machine.tree.mountOf(file.path()).kind();
        if (!system.onDisk()) {
            return;
        }
        call.down(system.fsync, file.struct().address(), 0, Long.MAX_VALUE, 0);
        if (machine.cache.flush(file.path(), Operation.WRITE_SYNC, () -> machine.scheduler.wake(task))) {
            plan.interlude(() -> plan.blockUntilWoken(900));
        }
    }

    /** {@code close(2)}. */
    void close(Descriptor descriptor) {
        var call = plan.call("close");
        plan.step(1_000, () -> {
            call.enter(descriptor.fd);
            OpenFile file = task.files.get(descriptor.fd);
            if (file != null) {
                call.down("filp_close", file.struct().address(), task.descriptors.address());
            }
        });
        plan.step(600, () -> {
            OpenFile file = task.files.get(descriptor.fd);
            if (file != null) {
                closeSocket(file.socket());
            }
            call.exit(file != null ? 0 : -EBADF);
            machine.population.close(task, descriptor.fd);
        });
    }

    private void closeSocket(@Nullable Socket socket) {
        if (socket != null && socket.protocol == Socket.IPPROTO_TCP) {
            machine.tcp.close(socket);
        } else if (socket != null) {
            socket.free();
        }
    }
}
