package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.Hits;
import io.polyprobe.vm.world.KernelObject;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** What happens when memory gets short: pages of files go, and where that is not enough, a process. */
final class Pressure {
    private static final long GFP_HIGHUSER_MOVABLE = 0x140dcaL;

    /** {@code NR_VM_ZONE_STAT_ITEMS}; of these {@code NR_FREE_PAGES} is set, which is the first. */
    private static final int COUNTERS = 5;

    private static final long FREE_PAGES = 25_600;

    private final Machine machine;
    private final MemorySegment counters;

    Pressure(Machine machine) {
        this.machine = machine;
        this.counters = machine.heap.bytes(COUNTERS * Long.BYTES);
        counters.set(ValueLayout.JAVA_LONG, 0, FREE_PAGES);
    }

    /** The address of {@code vm_zone_stat}. */
    long counters() {
        return counters.address();
    }

    /** The running task frees memory for itself. */
    void reclaim(int pages) {
        Hits hits = machine.hits;
        Frames frames = machine.frames();
        frames.stand("asm_exc_page_fault", "handle_mm_fault", "__alloc_frozen_pages_noprof");
        frames.down("try_to_free_pages", 0, 0, GFP_HIGHUSER_MOVABLE, 0);
        hits.tracepoint("vmscan", "mm_vmscan_direct_reclaim_begin", 0L, GFP_HIGHUSER_MOVABLE);
        hits.rawTracepoint("mm_vmscan_direct_reclaim_begin", 0, GFP_HIGHUSER_MOVABLE);
        machine.cache.reclaim(pages);
    }

    /** It has freed what it could and goes on. */
    void reclaimed(int pages) {
        machine.hits.tracepoint("vmscan", "mm_vmscan_direct_reclaim_end", (long) pages);
        machine.hits.rawTracepoint("mm_vmscan_direct_reclaim_end", pages);
        Frames frames = machine.frames();
        frames.unwind(frames.depth() - 4, pages);
    }

    /** The running task finds no memory, and a task has to die for it. */
    void kill(Task victim) {
        Frames frames = machine.frames();
        int depth = frames.depth();
        KernelObject control = machine.heap
                .allocate("oom_control")
                .set("gfp_mask", GFP_HIGHUSER_MOVABLE)
                .set("totalpages", 1 << 20)
                .set("chosen", victim.struct)
                .set("chosen_points", 900);
        var message = machine.heap.temporary("Out of memory");
        frames.stand("asm_exc_page_fault", "handle_mm_fault", "__alloc_frozen_pages_noprof", "out_of_memory");
        frames.down("oom_kill_process", control.address(), message.address());
        machine.hits.tracepoint(
                "oom",
                "mark_victim",
                (long) victim.pid,
                victim.comm,
                3_145_728L,
                2_621_440L,
                2_048L,
                0L,
                (long) victim.uid,
                5_300L,
                0L);
        machine.hits.rawTracepoint("mark_victim", victim.address(), victim.uid);
        frames.unwind(depth, 0);
        machine.heap.free(control);
        machine.heap.free(message);
    }
}
