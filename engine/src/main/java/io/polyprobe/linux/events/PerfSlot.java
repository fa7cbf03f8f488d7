package io.polyprobe.linux.events;

import static java.nio.ByteOrder.nativeOrder;

import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.map.KernelMap;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.Owner;
import java.nio.ByteBuffer;

/** A CPU's slot in a perf event array. */
record PerfSlot(KernelMap map, int cpu) {
    /** Puts an event in until the owner is closed: the array holds it as we do, and would keep it alive. */
    void fill(Fd event, Owner owner) {
        map.update(number(cpu), number(event.number()), 0);
        owner.own(this::empty);
    }

    private void empty() {
        try {
            map.delete(number(cpu));
        } catch (TargetException e) {
            // The map is closed, which emptied its slots.
        }
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(nativeOrder())
                .putInt(value)
                .array();
    }
}
