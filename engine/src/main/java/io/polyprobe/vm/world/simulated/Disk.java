package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.Hits;
import io.polyprobe.vm.world.KernelObject;
import io.polyprobe.vm.world.simulated.Interrupts.Soft;
import java.util.ArrayList;
import java.util.List;

/**
 * The disks vda, vdb and vdc: a request waits for the one before it, takes some time, and ends with an interrupt. Reads
 * take 80 to 400 µs, writes 100 to 900 µs; one in 40 meets the disk at other work and takes 4 to 20 ms.
 */
final class Disk {
    /** Of virtio disks: the first major number that the kernel hands out by itself. */
    static final int MAJOR = 254;

    static final int MINORS = 16;
    private static final int MINOR_BITS = 20;
    private static final int IRQ = 24;
    private static final int SECTOR = 512;
    private static final int READ_AHEAD = 1 << 19;
    private static final int SYNC = 1 << 11;

    private final Machine machine;
    private final List<Unit> units = new ArrayList<>();

    /** What a request is for; the letters that tracepoints show for it. */
    enum Operation {
        READ("R", 0),
        READ_AHEAD("RA", Disk.READ_AHEAD),
        WRITE("W", 1),
        WRITE_SYNC("WS", 1 | SYNC);

        final String letters;
        final int flags;

        Operation(String letters, int flags) {
            this.letters = letters;
            this.flags = flags;
        }
    }

    /** One disk. */
    private static final class Unit {
        final KernelObject disk;
        final KernelObject queue;
        final KernelObject part;
        final KernelObject virtqueue;
        final int number;
        long busyUntil;

        Unit(Machine machine, int number) {
            this.number = number;
            var heap = machine.heap;
            String name = "vd" + (char) ('a' + number);
            disk = heap.allocate("gendisk")
                    .set("major", MAJOR)
                    .set("first_minor", (long) number * MINORS)
                    .set("minors", MINORS)
                    .set("disk_name", name.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            queue = heap.allocate("request_queue").set("disk", disk);
            part = heap.allocate("block_device").set("bd_disk", disk).set("bd_dev", number(number) + 1);
            disk.set("queue", queue).set("part0", part);
            virtqueue = VirtioDevices.queue(heap, "virtio" + (number + 1), "virtio_blk", "req.0");
        }
    }

    Disk(Machine machine) {
        this.machine = machine;
        for (int number = 0; number < 3; number++) {
            units.add(new Unit(machine, number));
        }
    }

    /** The device number of a whole disk. */
    static long number(int disk) {
        return (long) MAJOR << MINOR_BITS | (long) disk * MINORS;
    }

    /** Which disk a mounted file system is on. */
    private Unit unit(String file) {
        return units.get(
                switch (machine.tree.mountOf(file).kind()) {
                    case XFS -> 1;
                    case BTRFS -> 2;
                    default -> 0;
                });
    }

    /**
     * The running task asks for a part of a file.
     *
     * @param done what follows when it has been read or written, in an interrupt
     */
    void submit(Operation operation, String file, long offset, int bytes, Runnable done) {
        Unit unit = unit(file);
        long sector = Math.floorMod(file.hashCode() * 2_654_435_761L, 1L << 25) / 8 * 8 + offset / SECTOR;
        long now = machine.clock.now();
        KernelObject bio = machine.heap
                .allocate("bio")
                .set("bi_bdev", unit.part)
                .set("bi_opf", operation.flags)
                .set("bi_iter.bi_sector", sector)
                .set("bi_iter.bi_size", bytes);
        KernelObject request = machine.heap
                .allocate("request")
                .set("q", unit.queue)
                .set("part", unit.part)
                .set("bio", bio)
                .set("cmd_flags", operation.flags)
                .set("__data_len", bytes)
                .set("__sector", sector)
                .set("nr_phys_segments", (bytes + 4_095) / 4_096)
                .set("start_time_ns", now)
                .set("alloc_time_ns", now)
                .set("io_start_time_ns", now);
        var issued = new Request(operation, unit, sector, bytes, request, bio);
        Frames frames = machine.frames();
        int depth = frames.depth();
        frames.down("submit_bio", bio.address());
        frames.stand("submit_bio_noacct_nocheck", "blk_mq_submit_bio");
        frames.call("blk_account_io_start", 0, request.address());
        issued.tell("block_io_start", machine.scheduler.current().comm);
        issued.tell("block_rq_insert", machine.scheduler.current().comm);
        frames.stand("blk_mq_dispatch_rq_list", "virtio_queue_rq");
        frames.down("blk_mq_start_request", request.address());
        issued.tell("block_rq_issue", machine.scheduler.current().comm);
        frames.up(0);
        VirtioDevices.transfer(machine, unit.virtqueue, bytes, (operation.flags & 1) != 0);
        frames.unwind(depth, 0);
        long start = Math.max(now, unit.busyUntil);
        unit.busyUntil = start + duration(operation);
        int cpu = machine.scheduler.cpu();
        machine.agenda.at(
                unit.busyUntil,
                () -> machine.interrupts.hard(
                        cpu,
                        IRQ + unit.number,
                        "virtio" + (unit.number + 1) + "-req.0",
                        issued::complete,
                        Soft.BLOCK,
                        done));
    }

    private long duration(Operation operation) {
        if (machine.chance.oneIn(40)) {
            return machine.chance.between(4_000_000, 20_000_000);
        }
        return (operation.flags & 1) == 0
                ? machine.chance.between(80_000, 400_000)
                : machine.chance.between(100_000, 900_000);
    }

    /** A request under way. */
    private final class Request {
        private final Operation operation;
        private final Unit unit;
        private final long sector;
        private final int bytes;
        private final KernelObject request;
        private final KernelObject bio;

        Request(Operation operation, Unit unit, long sector, int bytes, KernelObject request, KernelObject bio) {
            this.operation = operation;
            this.unit = unit;
            this.sector = sector;
            this.bytes = bytes;
            this.request = request;
            this.bio = bio;
        }

        void tell(String tracepoint, String comm) {
            machine.hits.tracepoint(
                    "block",
                    tracepoint,
                    Disk.number(unit.number),
                    sector,
                    (long) bytes / SECTOR,
                    (long) bytes,
                    0L,
                    operation.letters,
                    comm,
                    "");
            machine.hits.rawTracepoint(tracepoint, request.address());
        }

        void complete() {
            Hits hits = machine.hits;
            Frames frames = machine.frames();
            frames.stand("vring_interrupt", "virtblk_done");
            frames.down("blk_mq_end_request", request.address(), 0);
            hits.tracepoint(
                    "block",
                    "block_rq_complete",
                    Disk.number(unit.number),
                    sector,
                    (long) bytes / SECTOR,
                    0L,
                    0L,
                    operation.letters,
                    "");
            hits.rawTracepoint("block_rq_complete", request.address(), 0, bytes);
            frames.call("blk_account_io_done", 0, request.address(), machine.clock.now());
            tell("block_io_done", "");
            frames.up(0);
            machine.heap.free(bio);
            machine.heap.free(request);
        }
    }
}
