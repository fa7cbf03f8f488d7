package io.polyprobe.linux.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.polyprobe.linux.abi.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * System calls about other processes. As in {@link SystemCalls}, each gives a result of at least 0, or a negated error
 * number.
 */
public final class ProcessCalls {
    /** {@code sizeof(struct iovec)}. */
    private static final long VECTOR = 16;

    /** {@code IOV_MAX}, how many stretches one call takes. */
    private static final int MOST_VECTORS = 1024;

    private ProcessCalls() {}

    /** {@code ptrace(2)}; all calls about a thread must come from the one that attached to it. */
    public static long ptrace(int request, int thread, long address, long data) {
        return SystemCalls.call(SystemCall.PTRACE, request, thread, address, data, 0, 0);
    }

    /** {@link #ptrace(int, int, long, long)} with memory to fill or to read. */
    public static long ptrace(int request, int thread, long address, MemorySegment data) {
        return ptrace(request, thread, address, data.address());
    }

    /**
     * {@code wait4(2)} without usage: blocks until a child changes.
     *
     * @param pid whose change, -1 for any child's
     * @param status takes four bytes
     */
    public static long await(int pid, MemorySegment status, int options) {
        return SystemCalls.call(SystemCall.WAIT4, pid, status.address(), options, 0, 0, 0);
    }

    /** {@code tgkill(2)}. */
    public static long signal(int process, int thread, int signal) {
        return SystemCalls.call(SystemCall.TGKILL, process, thread, signal, 0, 0, 0);
    }

    /**
     * {@code process_vm_readv(2)}.
     *
     * @return how many bytes were read: fewer than asked for where the other's memory ends before
     */
    public static long readMemory(int process, long address, MemorySegment to) {
        return transfer(SystemCall.PROCESS_VM_READV, process, address, to);
    }

    /** {@code process_vm_writev(2)}; see {@link #readMemory}. */
    public static long writeMemory(int process, long address, MemorySegment from) {
        return transfer(SystemCall.PROCESS_VM_WRITEV, process, address, from);
    }

    /** The other's memory is named page by page, since the kernel transfers a stretch as a whole or not at all. */
    private static long transfer(SystemCall call, int process, long address, MemorySegment here) {
        int page = Mapping.pageSize();
        try (var arena = Arena.ofConfined()) {
            long size = Math.min(here.byteSize(), (long) (MOST_VECTORS - 1) * page);
            MemorySegment local = arena.allocateFrom(JAVA_LONG, here.address(), size);
            MemorySegment remote = arena.allocate(VECTOR * MOST_VECTORS, Long.BYTES);
            int count = 0;
            for (long done = 0; done < size; count++) {
                long at = address + done;
                long length = Math.min(size - done, page - Long.remainderUnsigned(at, page));
                remote.setAtIndex(JAVA_LONG, 2L * count, at);
                remote.setAtIndex(JAVA_LONG, 2L * count + 1, length);
                done += length;
            }
            return SystemCalls.call(call, process, local.address(), 1, remote.address(), count, 0);
        }
    }

    /** How a child ended or why it stopped, out of the status of {@link #await}. */
    public record Status(int bits) {
        public static Status of(MemorySegment status) {
            return new Status(status.get(JAVA_INT, 0));
        }

        public boolean exited() {
            return (bits & 0x7f) == 0;
        }

        public int exitCode() {
            return bits >> 8 & 0xff;
        }

        public boolean stopped() {
            return (bits & 0xff) == 0x7f;
        }

        /** The signal that ended it, 0 for none. */
        public int killedBy() {
            return exited() || stopped() ? 0 : bits & 0x7f;
        }

        /** The signal that it stopped for. */
        public int stopSignal() {
            return bits >> 8 & 0xff;
        }

        /** One of {@code PTRACE_EVENT_*}, 0 for none. */
        public int event() {
            return bits >> 16;
        }
    }
}
