package io.polyprobe.ptrace;

import io.polyprobe.linux.sys.ProcessCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Memory of another process ({@code process_vm_readv(2)}). */
final class Remote {
    /** {@code PATH_MAX}, which is enough for any string that the kernel takes. */
    private static final int LONGEST = 4096;

    private Remote() {}

    /** The bytes at an address, fewer than {@code most} where memory ends; empty where there are none. */
    static Optional<MemorySegment> bytes(Arena arena, int process, long address, long most) {
        MemorySegment bytes = arena.allocate(most, Long.BYTES);
        long read = ProcessCalls.readMemory(process, address, bytes);
        return read <= 0 ? Optional.empty() : Optional.of(bytes.asSlice(0, read));
    }

    /** A string that ends with a zero byte. */
    static Optional<String> string(int process, long address) {
        try (var arena = Arena.ofConfined()) {
            return bytes(arena, process, address, LONGEST).map(Remote::text);
        }
    }

    private static String text(MemorySegment bytes) {
        int length = 0;
        while (length < bytes.byteSize() && bytes.get(ValueLayout.JAVA_BYTE, length) != 0) {
            length++;
        }
        return new String(bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
}
