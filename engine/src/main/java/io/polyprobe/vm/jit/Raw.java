package io.polyprobe.vm.jit;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * All memory, and how to read and write numbers in it. Compiled programs call these handles directly, which both of
 * HotSpot's compilers turn into one instruction and a test of the address' sign.
 */
final class Raw {
    static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    static final VarHandle B = ValueLayout.JAVA_BYTE.varHandle();
    static final VarHandle H =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN).varHandle();
    static final VarHandle W =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN).varHandle();
    static final VarHandle DW =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN).varHandle();

    private Raw() {}

    static long word(long address) {
        return Integer.toUnsignedLong((int) W.get(ALL, address));
    }
}
