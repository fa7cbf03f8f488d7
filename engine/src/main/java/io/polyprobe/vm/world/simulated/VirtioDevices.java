package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelHeap;
import io.polyprobe.vm.world.KernelObject;

/** What disks and network have in common here: queues to a virtio device, and scatterlists that are put into them. */
final class VirtioDevices {
    /** {@code SG_END}: the low bit of a scatterlist's last entry ({@code include/linux/scatterlist.h}). */
    private static final long LAST = 2;

    private VirtioDevices() {}

    static KernelObject queue(KernelHeap heap, String device, String driver, String name) {
        var struct = heap.allocate("virtio_device")
                .set("dev.kobj.name", heap.string(device))
                .set("dev.driver", heap.allocate("device_driver").set("name", heap.string(driver)));
        return heap.allocate("virtqueue").set("name", heap.string(name)).set("vdev", struct);
    }

    /** A disk's request goes into its queue: one list for the device to read or to fill. */
    static void transfer(Machine machine, KernelObject queue, int bytes, boolean out) {
        KernelObject list = list(machine, bytes);
        var lists = machine.heap.bytes(Long.BYTES);
        lists.set(java.lang.foreign.ValueLayout.JAVA_LONG, 0, list.address());
        machine.frames().call("virtqueue_add_sgs", 0, queue.address(), lists.address(), out ? 1 : 0, out ? 0 : 1, 0);
        machine.heap.free(lists);
        machine.heap.free(list);
    }

    /** A buffer goes into a queue, by one of the functions that take a single one. */
    static void add(Machine machine, String function, KernelObject queue, int bytes) {
        KernelObject list = list(machine, bytes);
        machine.frames().call(function, 0, queue.address(), list.address(), 1, 0, 0);
        machine.heap.free(list);
    }

    private static KernelObject list(Machine machine, int bytes) {
        return machine.heap.allocate("scatterlist").set("page_link", LAST).set("length", bytes);
    }
}
