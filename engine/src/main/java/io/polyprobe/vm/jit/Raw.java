package io.polyprobe.vm.jit;

import static io.polyprobe.vm.memory.Memory.ALL;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/** Memory by its address. */
final class Raw {
    /**
     * {@code sun.misc.Unsafe}, which compiled programs read and write memory by: a method of it is one node in both of
     * HotSpot's compilers. {@link VarHandle}s of memory segments run as fast in the end, but a thousand of them in a
     * method take seconds to compile. Not named by its type, of which javac would warn.
     */
    static final Object UNSAFE = unsafe();

    private static final VarHandle WORD =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN).varHandle();

    private Raw() {}

    private static Object unsafe() {
        try {
            var field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Four bytes, without sign. */
    static long word(long address) {
        return Integer.toUnsignedLong((int) WORD.get(ALL, address));
    }
}
