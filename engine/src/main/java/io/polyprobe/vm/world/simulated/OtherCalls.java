package io.polyprobe.vm.world.simulated;

/** System calls and faults that are about neither files nor sockets nor processes: mounts, shared memory, locks, memory. */
final class OtherCalls {
    private static final int EPERM = 1;
    private static final int IPC_CREAT = 01000;
    private static final int IPC_RMID = 0;
    private static final int SHARED_MEMORY = 0x8000;
    private static final long SHARED_ADDRESS = 0x7f3a_4000_0000L;

    private final Plan plan;
    private final Machine machine;
    private final Task task;

    OtherCalls(Plan plan) {
        this.plan = plan;
        this.machine = plan.machine;
        this.task = plan.task;
    }

    /** {@code mount(2)}, which needs the rights of root. */
    void mount(String source, String target, String type) {
        var call = plan.call("mount");
        var allowed = new boolean[1];
        plan.step(4_000, () -> {
            call.enter(
                    task.user.string(source),
                    task.user.string(target),
                    task.user.string(type),
                    0,
                    task.user.string(""));
            allowed[0] = machine.capabilities.check(Capabilities.SYS_ADMIN);
        });
        plan.step(60_000, () -> call.exit(allowed[0] ? 0 : -EPERM));
    }

    /** {@code umount2(2)}. */
    void unmount(String target) {
        var call = plan.call("umount");
        var allowed = new boolean[1];
        plan.step(4_000, () -> {
            call.enter(task.user.string(target), 0);
            allowed[0] = machine.capabilities.check(Capabilities.SYS_ADMIN);
        });
        plan.step(30_000, () -> call.exit(allowed[0] ? 0 : -EPERM));
    }

    /** {@code shmget(2)}, {@code shmat(2)}, {@code shmdt(2)} and the end of it by {@code shmctl(2)}. */
    void shareMemory(int key, int bytes) {
        int id = SHARED_MEMORY + key % 100;
        simple("shmget", id, key, bytes, IPC_CREAT | 0600);
        simple("shmat", SHARED_ADDRESS, id, 0, 0);
        plan.compute(machine.chance.between(20_000, 400_000));
        simple("shmdt", 0, SHARED_ADDRESS);
        simple("shmctl", 0, id, IPC_RMID, 0);
    }

    private void simple(String syscall, long result, long... arguments) {
        var call = plan.call(syscall);
        plan.step(2_000, () -> call.enter(arguments));
        plan.step(1_500, () -> call.exit(result));
    }

    /**
     * Holds one of the kernel's mutexes, which others may wait for, in a call that changes a directory's time stamps.
     *
     * @param nanos how long it is held
     */
    void lock(String path, long nanos) {
        var call = plan.call("futex");
        plan.step(2_000, () -> {
            call.enter(task.user.take(16).address(), 1, 1, 0, 0, 0);
            machine.locks.take(path, task, plan);
        });
        plan.compute(nanos);
        plan.step(1_000, () -> {
            machine.locks.release(path);
            call.exit(0);
        });
    }

    /** Touches fresh memory: pages that the kernel has to find, by taking them from files where they are short. */
    void touch(int pages, boolean isShort) {
        plan.step(4_000, () -> {
            task.frames.stand("asm_exc_page_fault", "exc_page_fault", "handle_mm_fault");
            for (int i = 0; i < pages; i++) {
                machine.slabs.page();
            }
            task.frames.unwind(0, 0);
        });
        if (isShort) {
            plan.step(3_000, () -> machine.pressure.reclaim(pages));
            plan.step(300_000, () -> machine.pressure.reclaimed(pages));
        }
    }

    /** Asks for more memory than there is, and dies of it. */
    void exhaust() {
        plan.step(9_000, () -> {
            machine.pressure.kill(task);
            plan.processes.end(ProcessCalls.SIGKILL);
        });
    }
}
