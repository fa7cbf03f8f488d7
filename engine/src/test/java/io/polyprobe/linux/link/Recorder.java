package io.polyprobe.linux.link;

import io.polyprobe.TestClang;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.linux.KernelTarget;
import io.polyprobe.linux.abi.Files;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.target.BpfMap;
import io.polyprobe.target.Link;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.ProbeSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;

/** The programs of {@code probes.c} in the kernel, looking at this process, and what they have recorded. */
final class Recorder implements AutoCloseable {
    /** Fields of {@code struct state}, in its order. */
    enum Field {
        PID,
        CALLS,
        DFD,
        FLAGS,
        MODE,
        RESOLVE,
        RET,
        RETURNS,
        OUTPUT,
        TID,
        INNER_CALLS,
        INNER_DFD,
        TP_CALLS,
        RAW_CALLS,
        READS,
        READ_SIZE,
        FENTRY_CALLS,
        FEXIT_RESULT,
        TGID,
        USER_CALLS,
        USER_ARGUMENT,
        USER_RESULT,
        SAMPLES,
        TYPED_CALLS,
        DENIED_TID,
        DENIALS,
        MODULE_CALLS,
        REQUESTS,
        REQUEST
    }

    final List<Diagnostic> notes = new ArrayList<>();
    private final KernelTarget target;
    private final LoadedObject object;
    private final BpfMap state;

    Recorder(byte[] elf, EnumSet<Mechanism> mechanisms) {
        target = KernelTarget.open(notes::add, mechanisms);
        object = target.load(ObjectReader.read("probes.o", elf));
        state = Objects.requireNonNull(object.maps().get(".bss"));
        set(Field.PID, ProcessHandle.current().pid());
    }

    /** Compiles {@code probes.c}. */
    static byte[] compile() {
        try (var source = Objects.requireNonNull(Recorder.class.getResourceAsStream("probes.c"))) {
            return TestClang.object(new String(source.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Link attach(String function, String probe) {
        return attach(function, ProbeSpec.parse(probe));
    }

    Link attach(String function, ProbeSpec probe) {
        return object.attach(function, probe);
    }

    long get(Field field) {
        byte[] value = Objects.requireNonNull(state.lookup(new byte[4]));
        return ByteBuffer.wrap(value)
                .order(ByteOrder.nativeOrder())
                .getLong(8 * List.of(Field.values()).indexOf(field));
    }

    void set(Field field, long number) {
        byte[] value = Objects.requireNonNull(state.lookup(new byte[4]));
        ByteBuffer.wrap(value)
                .order(ByteOrder.nativeOrder())
                .putLong(8 * List.of(Field.values()).indexOf(field), number);
        state.update(new byte[4], value, 0);
    }

    /** Opens a file for reading, and closes it again; gives what open(2) gives. */
    static long open(String path) {
        long result = SystemCalls.open(path, Files.O_RDONLY);
        if (result >= 0) {
            SystemCalls.close((int) result);
        }
        return result;
    }

    /** The thread's number, as programs see it. */
    static long threadId() {
        try {
            return Long.parseLong(
                    Path.of("/proc/thread-self").toRealPath().getFileName().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens a file that is not there: the programs see it, and the result is -ENOENT. */
    static long openMissing(int flags) {
        return SystemCalls.open("/poly-missing", flags);
    }

    /** Reads 4711 bytes. */
    static void read() {
        try (var arena = Arena.ofConfined()) {
            int fd = (int) SystemCalls.open("/dev/zero", Files.O_RDONLY);
            SystemCalls.read(fd, arena.allocate(4711));
            SystemCalls.close(fd);
        }
    }

    @Override
    public void close() {
        target.close();
    }
}
