package io.polyprobe.ptrace;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.abi.Errno;
import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Starts a program that waits to be traced, by {@code posix_spawn(3)}. {@link ProcessBuilder} would not do: a thread of
 * the JDK waits for the processes that it starts, and would be told of their stops in our place.
 */
final class Spawn {
    /** A shell that stops and, once it may go on, becomes the program; it has no part in what that does. */
    private static final List<String> SHELL = List.of("/bin/sh", "-c", "kill -STOP $$; exec \"$@\"", "polyprobe");

    /** {@code sizeof(posix_spawnattr_t)}, {@code posix_spawn_file_actions_t} and {@code sigset_t} of glibc. */
    private static final long ATTRIBUTES_SIZE = 336;

    private static final long ACTIONS_SIZE = 80;
    private static final long SIGNALS_SIZE = 128;

    /** {@code POSIX_SPAWN_SETSIGMASK}: the JVM blocks signals in its threads that the program has a right to. */
    private static final short SET_SIGNAL_MASK = 8;

    /** The program gets the three standard streams; descriptors behind them are the JVM's. */
    private static final int FIRST_OF_OURS = 3;

    private Spawn() {}

    /**
     * @return its process id
     * @throws TargetException where it cannot be started
     */
    static int start(List<String> command) {
        var words = new ArrayList<>(SHELL);
        words.addAll(command);
        try (var arena = Arena.ofConfined()) {
            MemorySegment arguments = arena.allocate(ADDRESS, words.size() + 1L); // the last is null
            for (int i = 0; i < words.size(); i++) {
                arguments.setAtIndex(ADDRESS, i, arena.allocateFrom(words.get(i)));
            }
            MemorySegment attributes = arena.allocate(ATTRIBUTES_SIZE, Long.BYTES);
            MemorySegment none = arena.allocate(SIGNALS_SIZE, Long.BYTES);
            require(command, (int) function("posix_spawnattr_init", ADDRESS).invokeExact(attributes));
            require(command, (int)
                    function("posix_spawnattr_setflags", ADDRESS, JAVA_SHORT).invokeExact(attributes, SET_SIGNAL_MASK));
            require(command, (int)
                    function("posix_spawnattr_setsigmask", ADDRESS, ADDRESS).invokeExact(attributes, none));
            MemorySegment files = arena.allocate(ACTIONS_SIZE, Long.BYTES);
            require(command, (int)
                    function("posix_spawn_file_actions_init", ADDRESS).invokeExact(files));
            require(command, (int) function("posix_spawn_file_actions_addclosefrom_np", ADDRESS, JAVA_INT)
                    .invokeExact(files, FIRST_OF_OURS));
            MemorySegment pid = arena.allocate(JAVA_INT);
            MethodHandle spawn = function("posix_spawn", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
            require(command, (int) spawn.invokeExact(
                    pid, arena.allocateFrom(SHELL.getFirst()), files, attributes, arguments, environment()));
            return pid.get(JAVA_INT, 0);
        } catch (RuntimeException | Error known) {
            throw known;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static MethodHandle function(String name, MemoryLayout... parameters) {
        return Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow(name),
                        FunctionDescriptor.of(JAVA_INT, parameters));
    }

    /** The process's own, as it is and not as Java shows it: it may hold what is no text. */
    private static MemorySegment environment() {
        return Linker.nativeLinker()
                .defaultLookup()
                .findOrThrow("environ")
                .reinterpret(ADDRESS.byteSize())
                .get(ADDRESS, 0);
    }

    private static void require(List<String> command, int error) {
        if (error != 0) {
            throw new TargetException(
                    Diagnostic.error("cannot start %s: %s".formatted(command.getFirst(), Errno.describe(-error))));
        }
    }

    /**
     * Makes sure that there is a program of a name.
     *
     * @throws TargetException where there is none that may be executed
     */
    static void requireProgram(String name) {
        if (name.contains("/")) {
            Path file = Path.of(name);
            if (!Files.exists(file)) {
                throw refused(name, "there is no such file");
            }
            if (Files.isDirectory(file) || !Files.isExecutable(file)) {
                throw refused(name, "it is no file that you may execute");
            }
        } else if (inPath(name).isEmpty()) {
            throw refused(name, "no directory of PATH has it");
        }
    }

    private static Optional<Path> inPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
                .findFirst();
    }

    private static TargetException refused(String name, String reason) {
        return new TargetException(Diagnostic.error(
                "cannot run %s: %s".formatted(name, reason),
                "Behind -- stands a command as in a shell: polyprobe --target vm SCRIPT -- COMMAND [ARGUMENT...]."));
    }
}
