package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelObject;
import io.polyprobe.vm.world.simulated.Disk.Operation;
import io.polyprobe.vm.world.simulated.Plan.Descriptor;

/** System calls about paths: asking for files, listing, renaming and deleting them. */
final class PathCalls {
    private static final int AT_FDCWD = -100;
    private static final int BUFFER = 4_096;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int R_OK = 4;

    private final Plan plan;
    private final Machine machine;
    private final Task task;

    PathCalls(Plan plan) {
        this.plan = plan;
        this.machine = plan.machine;
        this.task = plan.task;
    }

    /**
     * {@code newfstatat(2)} or another call that asks for a file.
     *
     * @param syscall {@code newfstatat}, {@code newstat}, {@code newlstat}, {@code statx},
     *     {@code statfs} or {@code access}
     * @param errno 0 where the file exists
     */
    void stat(String syscall, String path, int errno) {
        var call = plan.call(syscall);
        plan.step(1_500, () -> {
            long name = task.user.string(path);
            long result = task.user.take(256).address();
            switch (syscall) {
                case "newfstatat" -> call.enter(AT_FDCWD, name, result, 0);
                case "statx" -> call.enter(AT_FDCWD, name, 0, STATX_BASIC_STATS, result);
                case "access" -> call.enter(name, R_OK);
                default -> call.enter(name, result);
            }
            if (syscall.contains("stat") && !syscall.equals("statfs")) {
                call.down("vfs_statx", AT_FDCWD, call.filename(path, name).address(), 0, result, STATX_BASIC_STATS);
            }
            new Lookup(machine, call).walk(path, errno != 0);
        });
        plan.step(1_200, () -> call.exit(-errno));
    }

    /** {@code getdents64(2)}: all entries, then none. */
    void list(Descriptor directory, int bytes) {
        for (int result : new int[] {bytes, 0}) {
            var call = plan.call("getdents64");
            plan.step(
                    2_000, () -> call.enter(directory.fd, task.user.take(BUFFER).address(), 32_768));
            plan.step(3_000, () -> call.exit(result));
        }
    }

    /** {@code unlinkat(2)}. */
    void unlink(String path) {
        var call = plan.call("unlinkat");
        plan.step(2_000, () -> {
            long name = task.user.string(path);
            call.enter(AT_FDCWD, name, 0);
            call.down("do_unlinkat", AT_FDCWD, call.filename(path, name).address());
            var lookup = new Lookup(machine, call);
            lookup.walk(path, false);
            call.down(
                    "vfs_unlink",
                    0,
                    lookup.parent(path).address(),
                    machine.tree.dentry(path).address(),
                    0);
        });
        plan.step(9_000, () -> call.exit(0));
    }

    /** {@code renameat2(2)}. */
    void rename(String from, String to) {
        var call = plan.call("renameat2");
        plan.step(2_000, () -> {
            call.enter(AT_FDCWD, task.user.string(from), AT_FDCWD, task.user.string(to), 0);
            var lookup = new Lookup(machine, call);
            lookup.walk(from, false);
            lookup.walk(to, false);
            KernelObject what = call.allocate("renamedata")
                    .set("old_dentry", machine.tree.dentry(from))
                    .set("new_dentry", machine.tree.dentry(to));
            call.down("vfs_rename", what.address());
        });
        plan.step(12_000, () -> call.exit(0));
    }

    /** {@code mkdir(2)} and {@code rmdir(2)}, as {@code mkdirat} and {@code unlinkat} with a flag. */
    void directory(String path, boolean make) {
        var call = plan.call(make ? "mkdirat" : "unlinkat");
        plan.step(2_000, () -> {
            long name = task.user.string(path);
            var lookup = new Lookup(machine, call);
            if (make) {
                call.enter(AT_FDCWD, name, 0755);
                lookup.walk(path, !machine.tree.isKnown(path));
                call.down(
                        "vfs_mkdir",
                        0,
                        lookup.parent(path).address(),
                        machine.tree.dentry(path).address(),
                        0755);
            } else {
                call.enter(AT_FDCWD, name, 0x200);
                lookup.walk(path, false);
                call.down(
                        "vfs_rmdir",
                        0,
                        lookup.parent(path).address(),
                        machine.tree.dentry(path).address());
            }
        });
        plan.step(9_000, () -> call.exit(0));
    }

    /** {@code sync(2)}: files that were written to go to the disk, one after the other. */
    void sync() {
        var call = plan.call("sync");
        plan.step(1_000, () -> {
            call.enter();
            call.down("ksys_sync");
            flushNext();
        });
        plan.step(1_000, () -> call.exit(0));
    }

    private void flushNext() {
        machine.cache.dirtyFile().ifPresent(path -> {
            machine.cache.flush(path, Operation.WRITE_SYNC, () -> machine.scheduler.wake(task));
            plan.interlude(() -> {
                plan.blockUntilWoken(900);
                plan.step(800, this::flushNext);
            });
        });
    }
}
