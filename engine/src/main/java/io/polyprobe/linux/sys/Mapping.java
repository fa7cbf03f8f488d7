package io.polyprobe.linux.sys;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongFunction;

/** Memory shared with the kernel ({@code mmap(2)}). */
public final class Mapping {
    private static final Path AUXILIARY_VECTOR = Path.of("/proc/self/auxv");
    private static final long AT_PAGESZ = 6;
    private static final int PAGE_SIZE = readPageSize();

    private Mapping() {}

    /** Bytes of a page of memory. */
    public static int pageSize() {
        return PAGE_SIZE;
    }

    /**
     * Maps a stretch of a file until an arena is closed.
     *
     * @param fd open until this returns; the memory does without it
     * @param protection {@code PROT_READ}, {@code PROT_WRITE} or both
     * @param refusal makes the exception to be thrown out of a negated error number
     */
    public static MemorySegment map(
            Arena arena, int fd, long offset, long size, int protection, LongFunction<TargetException> refusal) {
        long address = SystemCalls.mmap(size, protection, fd, offset);
        if (address < 0) {
            throw refusal.apply(address);
        }
        return MemorySegment.ofAddress(address)
                .reinterpret(size, arena, memory -> SystemCalls.munmap(memory.address(), size));
    }

    /** {@code getauxval(3)}. */
    private static int readPageSize() {
        try {
            var vector = ByteBuffer.wrap(Files.readAllBytes(AUXILIARY_VECTOR)).order(ByteOrder.nativeOrder());
            while (vector.remaining() >= 2 * Long.BYTES) {
                long key = vector.getLong();
                long value = vector.getLong();
                if (key == AT_PAGESZ) {
                    return (int) value;
                }
            }
            throw new IOException("it does not say the size of a page");
        } catch (IOException e) {
            throw new TargetException(
                    Diagnostic.error("cannot read " + AUXILIARY_VECTOR + ": " + e.getMessage(), "Is procfs mounted?"),
                    e);
        }
    }
}
