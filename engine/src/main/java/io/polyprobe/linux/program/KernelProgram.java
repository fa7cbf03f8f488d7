package io.polyprobe.linux.program;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.abi.Bpf;
import io.polyprobe.linux.abi.BpfAttr.TestRun;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.sys.Attr;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Program;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A program that the kernel holds. It is gone when it is closed here and detached everywhere. */
public final class KernelProgram implements Program, AutoCloseable {
    /** The kernel copies at most this much more than it was given back: programs make packets four pages long. */
    private static final int ROOM = 4 * 4096;

    private final String name;
    private final ProgramType type;
    private final Fd fd;

    private KernelProgram(String name, ProgramType type, Fd fd) {
        this.name = name;
        this.type = type;
        this.fd = fd;
    }

    /**
     * Loads a program.
     *
     * @throws io.polyprobe.diag.RejectedException where the kernel refuses it, with the verifier's reason
     */
    public static KernelProgram load(LoadRequest request) {
        return new KernelProgram(request.name(), request.type(), ProgramLoad.load(request));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ProgramType type() {
        return type;
    }

    @Override
    public int fd() {
        return fd.number();
    }

    /**
     * {@inheritDoc}
     *
     * @throws TargetException where the kernel cannot run programs of this type so, as it cannot for kprobes,
     *     tracepoints and perf events
     */
    @Override
    public synchronized TestResult test(TestInput input) {
        if (fd.isClosed()) {
            throw new TargetException(Diagnostic.error(
                    "the program '" + name + "' cannot be test-run: it is closed",
                    "A program lives as long as the object that it belongs to."));
        }
        try (var arena = Arena.ofConfined()) {
            var attr = Attr.bpf(arena).u32(TestRun.PROG_FD, fd.number()).u32(TestRun.REPEAT, input.repeat());
            MemorySegment after = MemorySegment.NULL;
            byte[] data = input.data();
            if (data != null) {
                after = arena.allocate(data.length + ROOM);
                attr.u32(TestRun.DATA_SIZE_IN, data.length).bytes(TestRun.DATA_IN, data);
                attr.u32(TestRun.DATA_SIZE_OUT, data.length + ROOM).pointer(TestRun.DATA_OUT, after);
            }
            var context = new TestContext(type, input.context(), arena);
            context.putInto(attr);
            long result = SystemCalls.bpf(Bpf.PROG_TEST_RUN, attr);
            if (result < 0) {
                throw refused(result);
            }
            byte[] bytes = after.asSlice(0, data == null ? 0 : attr.u32(TestRun.DATA_SIZE_OUT))
                    .toArray(JAVA_BYTE);
            return new TestResult(
                    attr.u32(TestRun.RETVAL),
                    bytes,
                    context.after(attr),
                    Integer.toUnsignedLong(attr.u32(TestRun.DURATION)));
        }
    }

    private TargetException refused(long result) {
        String message = "the program '" + name + "' cannot be test-run: " + Errno.describe(result);
        boolean untestable = Errno.ENOTSUPP.is(result) || Errno.EOPNOTSUPP.is(result);
        return new TargetException(
                untestable
                        ? Diagnostic.error(
                                message,
                                "Linux has no test run for programs of type " + type
                                        + ": load it as RAW_TRACEPOINT or SOCKET_FILTER, or run it in the VM.")
                        : Diagnostic.error(message, "A packet of at least 14 bytes is needed where there is one."));
    }

    @Override
    public synchronized void close() {
        fd.close();
    }
}
