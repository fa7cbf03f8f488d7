package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelHeap;
import io.polyprobe.vm.world.KernelObject;
import io.polyprobe.vm.world.KnownNames;
import io.polyprobe.vm.world.SyscallHits;
import io.polyprobe.vm.world.SyscallTable;
import io.polyprobe.vm.world.SyscallTable.Syscall;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One system call of one task, from its entry to its exit: reports it to every probe that sees it, in the order in
 * which Linux does, and holds what the kernel allocates for its duration.
 */
final class Call {
    /** What {@code rax} holds at the entry. */
    private static final long ENOSYS = -38;

    private static final int MOST_ARGUMENTS = 6;

    private final SyscallHits hits;
    private final KernelHeap heap;
    private final Task task;
    private final List<MemorySegment> temporary = new ArrayList<>();
    private final Syscall syscall;

    Call(Machine machine, Task task, String name) {
        this.hits = new SyscallHits(machine.hits);
        this.heap = machine.heap;
        this.task = task;
        this.syscall = SyscallTable.named(name).orElseThrow();
    }

    /** The task enters the kernel. */
    void enter(long... arguments) {
        var all = Arrays.copyOf(arguments, MOST_ARGUMENTS);
        KernelObject registers = task.registers
                .set("orig_ax", syscall.number())
                .set("ax", ENOSYS)
                .set("di", all[0])
                .set("si", all[1])
                .set("dx", all[2])
                .set("r10", all[3])
                .set("r8", all[4])
                .set("r9", all[5]);
        task.syscall = syscall.name();
        task.frames.stand("entry_SYSCALL_64_after_hwframe", "do_syscall_64");
        hits.begin(syscall, registers, all);
        task.frames.stand("x64_sys_call");
        task.frames.down(KnownNames.SYSCALL + syscall.name(), registers.address());
    }

    /** A kernel function is called. */
    void down(String function, long... arguments) {
        task.frames.down(function, arguments);
    }

    /** The kernel function called last returns. */
    void up(long result) {
        task.frames.up(result);
    }

    /** The task leaves the kernel, whatever function it is in. */
    void exit(long result) {
        task.frames.unwind(0, result);
        report(result);
        temporary.forEach(heap::free);
        temporary.clear();
    }

    /** Only the way out, which is all that a child sees of the call that made it. */
    void report(long result) {
        KernelObject registers = task.registers.set("ax", result);
        hits.exit(syscall, registers, result);
        task.syscall = "";
    }

    /** A struct that lives as long as the call. */
    KernelObject allocate(String struct) {
        KernelObject object = heap.allocate(struct);
        temporary.add(object.segment());
        return object;
    }

    /** Zeroed bytes that live as long as the call. */
    MemorySegment bytes(long size) {
        MemorySegment segment = heap.bytes(size);
        temporary.add(segment);
        return segment;
    }

    /** The address of a string that lives as long as the call. */
    long text(String text) {
        MemorySegment string = heap.temporary(text);
        temporary.add(string);
        return string.address();
    }

    /** A {@code struct filename} of a path. */
    KernelObject filename(String path, long userAddress) {
        return allocate("filename")
                .set("name", text(path))
                .set("uptr", userAddress)
                .set("refcnt.counter", 1);
    }
}
