package io.polyprobe.vm;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.polyprobe.vm.world.KernelHeap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The context of raw tracepoints, fentry and fexit: an array of 64-bit arguments, for fexit with the result after them. */
final class ArgumentContext {
    private static final int MOST = 12;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(LITTLE_ENDIAN);

    private final MemorySegment slots;

    ArgumentContext(KernelHeap heap) {
        slots = heap.alone(MOST * 8L, "context (arguments)");
    }

    long of(long... values) {
        slots.fill((byte) 0);
        for (int i = 0; i < values.length; i++) {
            slots.setAtIndex(LONG, i, values[i]);
        }
        return slots.address();
    }

    long of(long[] values, long result) {
        of(values);
        slots.setAtIndex(LONG, values.length, result);
        return slots.address();
    }
}
