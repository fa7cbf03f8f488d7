package io.polyprobe.linux.program;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.polyprobe.linux.abi.BpfAttr.TestRun;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.object.ProgramType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The context of a test run, in and out. Programs with packets get a second one to write into, those of type SYSCALL
 * change what they were given, and raw tracepoints change nothing ({@code net/bpf/test_run.c}).
 */
final class TestContext {
    /** No context of packets is longer. */
    private static final int ROOM = 512;

    private final ProgramType type;
    private final byte @Nullable [] bytes;
    private final MemorySegment in;
    private final MemorySegment out;

    TestContext(ProgramType type, byte @Nullable [] bytes, Arena arena) {
        this.type = type;
        this.bytes = bytes;
        int size = bytes == null ? 0 : bytes.length;
        in = arena.allocate(Math.max(1, size), Long.BYTES);
        out = arena.allocate(ROOM, Long.BYTES);
        if (bytes != null) {
            MemorySegment.copy(bytes, 0, in, JAVA_BYTE, 0, size);
        }
    }

    void putInto(Attr attr) {
        if (bytes != null) {
            attr.u32(TestRun.CTX_SIZE_IN, bytes.length).pointer(TestRun.CTX_IN, in);
            if (isCopied()) {
                attr.u32(TestRun.CTX_SIZE_OUT, ROOM).pointer(TestRun.CTX_OUT, out);
            }
        }
    }

    private boolean isCopied() {
        return type != ProgramType.RAW_TRACEPOINT && type != ProgramType.SYSCALL;
    }

    /** What the kernel has written, once it has. */
    byte[] after(Attr attr) {
        if (bytes == null || type == ProgramType.RAW_TRACEPOINT) {
            return new byte[0];
        }
        return (isCopied() ? out.asSlice(0, attr.u32(TestRun.CTX_SIZE_OUT)) : in.asSlice(0, bytes.length))
                .toArray(JAVA_BYTE);
    }
}
