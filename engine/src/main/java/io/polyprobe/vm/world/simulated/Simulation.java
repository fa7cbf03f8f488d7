package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.Hits;
import io.polyprobe.vm.world.KernelHeap;
import io.polyprobe.vm.world.KernelObject;

/** What a {@link Plan} changes in its world. */
interface Simulation {
    Hits hits();

    KernelHeap heap();

    Population population();

    Scheduler scheduler();

    /** From 0 to below a bound. */
    int chance(int bound);

    /** Makes the child of a task, not yet runnable. */
    Task bear(Task parent, Life life);

    /** A task has made a child, which may run now. */
    void forked(Task parent, Task child);

    /** A task has become another program. */
    void executed(Task task, String path, KernelObject program, Call call);

    /** A task has ended. */
    void exited(Task task, int status);
}
