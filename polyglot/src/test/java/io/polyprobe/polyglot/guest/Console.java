package io.polyprobe.polyglot.guest;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** A pseudo terminal in the place of this process's standard output and error, so that tools print line by line. */
final class Console implements AutoCloseable {
    private static final MethodHandle OPEN_MASTER = function("posix_openpt", JAVA_INT);
    private static final MethodHandle UNLOCK = function("unlockpt", JAVA_INT);
    private static final MethodHandle SLAVE_NAME = function("ptsname_r", JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle OPEN = function("open", ADDRESS, JAVA_INT);
    private static final MethodHandle DUP = function("dup", JAVA_INT);
    private static final MethodHandle DUP2 = function("dup2", JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = function("close", JAVA_INT);
    private static final MethodHandle KILL = function("kill", JAVA_INT, JAVA_INT);
    private static final MethodHandle READ = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("read"),
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    private static final int O_RDWR_NOCTTY = 0x102;
    private static final int SIGINT = 2;
    private static final int NAME_SIZE = 64;
    private static final int BUFFER_SIZE = 4096;
    private static final int[] STREAMS = {1, 2};

    private final int master = call(OPEN_MASTER, O_RDWR_NOCTTY);
    private final int[] saved = new int[STREAMS.length];
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final Thread reader = new Thread(this::read, "console");

    Console() {
        call(UNLOCK, master);
        try (var arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(NAME_SIZE);
            call(SLAVE_NAME, master, name, (long) NAME_SIZE);
            int slave = call(OPEN, name, O_RDWR_NOCTTY);
            for (int i = 0; i < STREAMS.length; i++) {
                saved[i] = call(DUP, STREAMS[i]);
                call(DUP2, slave, STREAMS[i]);
            }
            call(CLOSE, slave);
        }
        reader.setDaemon(true);
        reader.start();
    }

    /** Ctrl-C, which only this process hears. */
    static void interrupt() {
        call(KILL, (int) ProcessHandle.current().pid(), SIGINT);
    }

    /** What has been printed so far. */
    String output() {
        synchronized (output) {
            return output.toString(StandardCharsets.UTF_8).replace("\r", "");
        }
    }

    private void read() {
        try (var arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER_SIZE);
            byte[] bytes = new byte[BUFFER_SIZE];
            for (long n = read(buffer); n > 0; n = read(buffer)) { // an error: nobody holds the other end any more
                MemorySegment.copy(buffer, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, bytes, 0, (int) n);
                synchronized (output) {
                    output.write(bytes, 0, (int) n);
                }
            }
        }
    }

    private long read(MemorySegment buffer) {
        try {
            return (long) READ.invokeExact(master, buffer, buffer.byteSize());
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Puts the process's own streams back. What a tool left running may still write: its words come no more. */
    @Override
    public void close() {
        System.out.flush();
        System.err.flush();
        for (int i = 0; i < STREAMS.length; i++) {
            call(DUP2, saved[i], STREAMS[i]);
            call(CLOSE, saved[i]);
        }
        try {
            reader.join(1_000);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        call(CLOSE, master);
    }

    private static MethodHandle function(String name, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor descriptor = FunctionDescriptor.of(JAVA_INT, arguments);
        return name.equals("open")
                ? linker.downcallHandle(
                        linker.defaultLookup().findOrThrow(name), descriptor, Linker.Option.firstVariadicArg(2))
                : linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
