package io.polyprobe.vm.map;

import static io.polyprobe.vm.memory.Memory.ALL;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Memory by its address, unchecked: what the maps of the virtual kernel are made of. Numbers lie at multiples of their
 * size, so that each is read and written as a whole.
 */
final class Raw {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(LITTLE_ENDIAN);
    private static final VarHandle INTS = INT.varHandle();

    private Raw() {}

    static byte get(long address) {
        return ALL.get(ValueLayout.JAVA_BYTE, address);
    }

    static int getInt(long address) {
        return ALL.get(INT, address);
    }

    static int getUnaligned(long address) {
        return ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address);
    }

    static void setInt(long address, int value) {
        ALL.set(INT, address, value);
    }

    static long getLong(long address) {
        return ALL.get(LONG, address);
    }

    static void setLong(long address, long value) {
        ALL.set(LONG, address, value);
    }

    /** A read after which come all later ones. */
    static int acquireInt(long address) {
        return (int) INTS.getAcquire(ALL, address);
    }

    /** A write before which go all earlier ones. */
    static void releaseInt(long address, int value) {
        INTS.setRelease(ALL, address, value);
    }

    static boolean replaceInt(long address, int expected, int value) {
        return INTS.compareAndSet(ALL, address, expected, value);
    }

    /** Few bytes are copied soonest word by word. */
    private static final int FEW = 64;

    static void copy(long from, long to, long bytes) {
        if (bytes <= FEW && bytes % Long.BYTES == 0) {
            for (long at = 0; at < bytes; at += Long.BYTES) {
                ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, to + at, word(from + at));
            }
            return;
        }
        MemorySegment.copy(ALL, from, ALL, to, bytes);
    }

    static void zero(long address, long bytes) {
        ALL.asSlice(address, bytes).fill((byte) 0);
    }

    static byte[] bytes(long address, int count) {
        var bytes = new byte[count];
        MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, address, bytes, 0, count);
        return bytes;
    }

    static void set(long address, byte[] bytes) {
        MemorySegment.copy(bytes, 0, ALL, ValueLayout.JAVA_BYTE, address, bytes.length);
    }

    static boolean equal(long a, long b, int bytes) {
        int at = 0;
        for (; at <= bytes - Long.BYTES; at += Long.BYTES) {
            if (word(a + at) != word(b + at)) {
                return false;
            }
        }
        for (; at < bytes; at++) {
            if (get(a + at) != get(b + at)) {
                return false;
            }
        }
        return true;
    }

    /** A hash of bytes, by multiplication and by the finaliser of MurmurHash3: no seed, so that runs repeat. */
    static int hash(long address, int bytes) {
        long h = wideHash(address, bytes);
        return (int) (h ^ h >>> 32);
    }

    /** Such a hash of 64 bits. */
    static long wideHash(long address, int bytes) {
        long h = bytes;
        int at = 0;
        for (; at <= bytes - Long.BYTES; at += Long.BYTES) {
            h = mix(h ^ word(address + at));
        }
        if (at <= bytes - Integer.BYTES) {
            h = mix(h ^ Integer.toUnsignedLong(getUnaligned(address + at)));
            at += Integer.BYTES;
        }
        for (; at < bytes; at++) {
            h = mix(h ^ Byte.toUnsignedLong(get(address + at)));
        }
        return h;
    }

    private static long mix(long h) {
        long m = (h ^ h >>> 33) * 0xff51afd7ed558ccdL;
        return m ^ m >>> 29;
    }

    /** Keys of programs lie where the program has put them. */
    private static long word(long address) {
        return ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }
}
