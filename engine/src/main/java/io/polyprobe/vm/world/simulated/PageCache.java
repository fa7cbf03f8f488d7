package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelObject;
import io.polyprobe.vm.world.simulated.Disk.Operation;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which pages of which files are in memory. What is missing is read ahead, and what was written goes to disk later. */
final class PageCache {
    static final int PAGE = 4_096;

    /** Pages that are read in one go: 128 KiB, as Linux does by default. */
    private static final int READ_AHEAD = 32;

    private static final long GFP_READ = 0x1_12cca;

    private final Machine machine;
    private final Map<String, Pages> files = new LinkedHashMap<>();

    /** What of a file is here, and the {@code struct page} that stands for all of its pages in turn. */
    private record Pages(BitSet present, BitSet dirty, KernelObject mapping, KernelObject page) {}

    PageCache(Machine machine) {
        this.machine = machine;
    }

    private Pages pages(String path) {
        Pages known = files.get(path);
        if (known == null) {
            KernelObject mapping = machine.heap.allocate("address_space").set("host", machine.tree.inodeOf(path));
            KernelObject page = machine.heap.allocate("page").set("mapping", mapping);
            known = new Pages(new BitSet(), new BitSet(), mapping, page);
            files.put(path, known);
        }
        return known;
    }

    /**
     * The running task reads: pages that are here are marked as used, for others the disk is asked.
     *
     * @param done what follows once all is here, if it has to be waited for
     * @return whether it has
     */
    boolean read(OpenFile file, long offset, int bytes, Runnable done) {
        Pages pages = pages(file.path());
        Frames frames = machine.frames();
        int first = (int) (offset / PAGE);
        int behind = (int) ((offset + Math.max(1, bytes) + PAGE - 1) / PAGE);
        int missing = pages.present().nextClearBit(first);
        for (int i = first; i < Math.min(missing, behind); i++) {
            pages.page().set("index", i);
            frames.call("mark_page_accessed", 0, pages.page().address());
        }
        if (missing >= behind) {
            return false;
        }
        readAhead(file, pages, missing, Math.max(behind - missing, READ_AHEAD), done);
        return true;
    }

    private void readAhead(OpenFile file, Pages pages, int first, int wanted, Runnable done) {
        long inFile = Math.max(first + 1, (FileTree.size(file.path()) + PAGE - 1) / PAGE);
        int count = (int) Math.min(wanted, inFile - first);
        Frames frames = machine.frames();
        KernelObject control = machine.heap
                .allocate("readahead_control")
                .set("file", file.struct())
                .set("mapping", pages.mapping())
                .set("_index", first)
                .set("_nr_pages", count);
        frames.down("do_page_cache_ra", control.address(), count, 0);
        for (int i = first; i < first + count; i++) {
            add(pages, i);
        }
        machine.disk.submit(Operation.READ_AHEAD, file.path(), (long) first * PAGE, count * PAGE, done);
        frames.up(0);
        machine.heap.free(control);
    }

    private void add(Pages pages, int index) {
        Frames frames = machine.frames();
        pages.page().set("index", index);
        frames.down("__page_cache_alloc", GFP_READ);
        machine.slabs.page();
        frames.up(pages.page().address());
        frames.call(
                "add_to_page_cache_lru",
                0,
                pages.page().address(),
                pages.mapping().address(),
                index,
                GFP_READ);
        pages.present().set(index);
    }

    /** The running task writes: into memory only. */
    void write(OpenFile file, long offset, int bytes) {
        Pages pages = pages(file.path());
        Frames frames = machine.frames();
        for (int i = (int) (offset / PAGE); i < (offset + bytes + PAGE - 1) / PAGE; i++) {
            if (!pages.present().get(i)) {
                add(pages, i);
            }
            frames.call("mark_buffer_dirty", 0, pages.page().address());
            frames.call(
                    "folio_account_dirtied",
                    0,
                    pages.page().address(),
                    pages.mapping().address());
            pages.dirty().set(i);
        }
    }

    /**
     * What was written to a file goes to its disk.
     *
     * @return whether there is something to wait for
     */
    boolean flush(String path, Operation operation, Runnable done) {
        Pages pages = pages(path);
        int first = pages.dirty().nextSetBit(0);
        if (first < 0) {
            return false;
        }
        int bytes = pages.dirty().cardinality() * PAGE;
        pages.dirty().clear();
        machine.disk.submit(operation, path, (long) first * PAGE, bytes, done);
        return true;
    }

    /** Some file that has been written to and not been flushed, or empty. */
    java.util.Optional<String> dirtyFile() {
        return files.entrySet().stream()
                .filter(entry -> !entry.getValue().dirty().isEmpty())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * Gives memory back: files that were read first go first.
     *
     * @return how many pages it was
     */
    int reclaim(int wanted) {
        int freed = 0;
        for (Pages pages : files.values()) {
            if (freed < wanted && pages.dirty().isEmpty()) {
                freed += pages.present().cardinality();
                pages.present().clear();
            }
        }
        for (int i = 0; i < freed; i++) {
            machine.slabs.freePage(machine.chance.below(1 << 20));
        }
        return freed;
    }
}
