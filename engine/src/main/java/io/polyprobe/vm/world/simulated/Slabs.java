package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelObject;
import java.util.HashMap;
import java.util.Map;

/** The kernel's allocators as tools see them: slab caches, {@code kmalloc} and whole pages. */
final class Slabs {
    private static final long GFP_KERNEL = 0xcc0;
    private static final long DIRECT_MAP = 0xffff_8881_0000_0000L;
    private static final long PAGES = 1 << 18;

    private final Machine machine;
    private final Map<String, KernelObject> caches = new HashMap<>();
    private long next;

    Slabs(Machine machine) {
        this.machine = machine;
    }

    /**
     * An object comes from a cache.
     *
     * @param bytes how large objects of this cache are
     * @return its address, which is not the address of memory that programs can read
     */
    long allocate(String cache, int bytes) {
        KernelObject struct = struct(cache, bytes);
        long object = DIRECT_MAP + (next++ % PAGES) * 4_096;
        Frames frames = machine.frames();
        frames.down("kmem_cache_alloc", struct.address(), GFP_KERNEL);
        machine.hits.tracepoint(
                "kmem", "kmem_cache_alloc", 0L, object, cache, (long) bytes, (long) bytes, GFP_KERNEL, -1L, 0L);
        frames.up(object);
        return object;
    }

    private KernelObject struct(String cache, int bytes) {
        return caches.computeIfAbsent(
                cache,
                name -> machine.heap
                        .allocate("kmem_cache")
                        .set("name", machine.heap.string(name))
                        .set("size", bytes)
                        .set("object_size", bytes));
    }

    /** An object goes back to its cache, from which it must have come. */
    void free(String cache, long object) {
        Frames frames = machine.frames();
        frames.down("kmem_cache_free", struct(cache, 0).address(), object);
        machine.hits.tracepoint("kmem", "kmem_cache_free", 0L, object, cache);
        frames.up(0);
    }

    /** A buffer of any size, by {@code kmalloc}. */
    long buffer(int bytes) {
        long object = DIRECT_MAP + (next++ % PAGES) * 4_096;
        int rounded = Math.max(8, Integer.highestOneBit(2 * bytes - 1));
        machine.hits.tracepoint("kmem", "kmalloc", 0L, object, (long) bytes, (long) rounded, GFP_KERNEL, -1L);
        return object;
    }

    void freeBuffer(long object) {
        machine.hits.tracepoint("kmem", "kfree", 0L, object);
    }

    /** One page; its number. */
    long page() {
        long number = 0x10_0000 + next++ % PAGES;
        machine.hits.tracepoint("kmem", "mm_page_alloc", number, 0L, GFP_KERNEL, 1L);
        return number;
    }

    void freePage(long number) {
        machine.hits.tracepoint("kmem", "mm_page_free", number, 0L);
    }
}
