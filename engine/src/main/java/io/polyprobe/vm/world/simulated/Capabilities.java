package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelObject;

/** Whether a task may do what ordinary users may not. */
final class Capabilities {
    static final int KILL = 5;
    static final int NET_BIND_SERVICE = 10;
    static final int SYS_ADMIN = 21;
    private static final int EPERM = 1;

    private final Machine machine;
    private final KernelObject namespace;

    Capabilities(Machine machine) {
        this.machine = machine;
        this.namespace = machine.heap.allocate("user_namespace");
    }

    /**
     * The running task is asked for a capability.
     *
     * @return whether it has it: root has all of them
     */
    boolean check(int capability) {
        Task task = machine.scheduler.current();
        boolean has = task.uid == 0;
        machine.frames()
                .call("cap_capable", has ? 0 : -EPERM, task.credentials.address(), namespace.address(), capability, 0);
        return has;
    }
}
