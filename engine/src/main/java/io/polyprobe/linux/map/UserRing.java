package io.polyprobe.linux.map;

import static io.polyprobe.linux.abi.RingBuffer.BUSY;
import static io.polyprobe.linux.abi.RingBuffer.HEADER_SIZE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.polyprobe.linux.abi.Files;
import io.polyprobe.linux.sys.Mapping;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The memory of a {@code BPF_MAP_TYPE_USER_RINGBUF}: that of a ring buffer, with user space as the producer. Used by one
 * thread at a time.
 */
final class UserRing implements AutoCloseable {
    private static final VarHandle POSITION = JAVA_LONG.varHandle();
    private static final VarHandle HEADER = JAVA_INT.varHandle();

    private final Arena arena = Arena.ofShared();
    private final MemorySegment consumer;
    private final MemorySegment producer;
    private final MemorySegment records;
    private final long size;

    UserRing(KernelMap map) {
        int page = Mapping.pageSize();
        size = Integer.toUnsignedLong(map.spec().maxEntries());
        try {
            consumer = memory(map, 0, page, Files.PROT_READ);
            MemorySegment rest = memory(map, page, page + 2 * size, Files.PROT_READ | Files.PROT_WRITE);
            producer = rest.asSlice(0, page);
            records = rest.asSlice(page);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private MemorySegment memory(KernelMap map, long offset, long bytes, int protection) {
        return Mapping.map(
                arena,
                map.fd(),
                offset,
                bytes,
                protection,
                result -> MapFailure.of("share the memory of", map.spec(), result));
    }

    /** Leaves a sample; false where there is no room for it now. */
    boolean submit(byte[] sample) {
        long end = (long) POSITION.getAcquire(producer, 0L);
        long needed = (HEADER_SIZE + sample.length + 7L) & ~7L;
        if (needed > size - (end - (long) POSITION.getAcquire(consumer, 0L))) {
            return false;
        }
        long at = end & size - 1;
        HEADER.setRelease(records, at, sample.length | BUSY);
        MemorySegment.copy(sample, 0, records, JAVA_BYTE, at + HEADER_SIZE, sample.length);
        HEADER.setRelease(records, at, sample.length);
        POSITION.setRelease(producer, 0L, end + needed);
        return true;
    }

    @Override
    public void close() {
        arena.close();
    }
}
