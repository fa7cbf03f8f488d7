package io.polyprobe.usdt;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the file that is meant by a path, a program's name or a library's name as the linker knows it ({@code c}). */
public final class UserFiles {
    private static final Path CACHE = Path.of("/etc/ld.so.cache");

    /** {@code CACHEMAGIC_VERSION_NEW} of glibc's {@code sysdeps/generic/dl-cache.h}. */
    private static final String CACHE_MAGIC = "glibc-ld.so.cache1.1";

    private static final int CACHE_HEADER = 48;
    private static final int CACHE_ENTRY = 24;

    /** {@code FLAG_ELF_LIBC6} together with the 64-bit ABI of the machine. */
    private static final int CACHE_FLAGS = "amd64".equals(System.getProperty("os.arch")) ? 0x303 : 0xa03;

    private static final String[] LIBRARY_FOLDERS = {
        "/lib64", "/usr/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib", "/lib"
    };

    private UserFiles() {}

    /**
     * The file's path, as the process has it.
     *
     * @param pid of the process whose libraries are meant, or -1 for none in particular
     */
    public static Optional<Path> find(String name, int pid) {
        if (name.indexOf('/') >= 0) {
            return Optional.of(Path.of(name));
        }
        return mapped(pid, name).or(() -> library(name)).or(() -> program(name));
    }

    /**
     * A process's path as this process must spell it: who runs in a container has files of its own.
     *
     * @param pid of the process, or -1 for this one's view
     */
    public static Path reach(Path path, int pid) {
        if (pid < 0 || !path.isAbsolute()) {
            return path;
        }
        Path process = Path.of("/proc", Integer.toString(pid));
        try {
            Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/mnt"));
            return own.equals(Files.readSymbolicLink(process.resolve("ns/mnt")))
                    ? path
                    : Path.of(process + "/root" + path);
        } catch (IOException e) {
            return path; // kernel threads and processes of others do not tell
        }
    }

    /**
     * The files that a process runs code of.
     *
     * @throws IOException where there is no such process, or it must not be looked at
     */
    static List<Path> code(int pid) throws IOException {
        // Each line: addresses, permissions, offset, device, inode, path.
        try (var lines = Files.lines(Path.of("/proc", Integer.toString(pid), "maps"), StandardCharsets.ISO_8859_1)) {
            return lines.map(line -> line.split("\\s+", 6))
                    .filter(parts -> parts.length == 6 && parts[1].indexOf('x') >= 0 && parts[5].startsWith("/"))
                    .map(parts -> Path.of(parts[5]))
                    .distinct()
                    .toList();
        }
    }

    private static Optional<Path> mapped(int pid, String name) {
        if (pid < 0) {
            return Optional.empty();
        }
        try {
            return code(pid).stream()
                    .filter(path -> isLibrary(path.getFileName().toString(), name))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The library that the linker would load for a name such as {@code c}. */
    public static Optional<Path> library(String name) {
        return cached(name)
                .or(() -> Stream.of(LIBRARY_FOLDERS)
                        .map(folder -> Path.of(folder, "lib" + name + ".so"))
                        .filter(Files::isRegularFile)
                        .findFirst());
    }

    /** What the linker would load, by the cache that ldconfig(8) keeps. */
    private static Optional<Path> cached(String name) {
        try {
            var cache = MemorySegment.ofArray(Files.readAllBytes(CACHE));
            if (!cache.getString(0).startsWith(CACHE_MAGIC)) {
                return Optional.empty();
            }
            for (int i = 0; i < cache.get(JAVA_INT_UNALIGNED, CACHE_MAGIC.length()); i++) {
                var entry = cache.asSlice(CACHE_HEADER + (long) i * CACHE_ENTRY, CACHE_ENTRY);
                String key = cache.getString(entry.get(JAVA_INT_UNALIGNED, 4));
                if (entry.get(JAVA_INT_UNALIGNED, 0) == CACHE_FLAGS && isLibrary(key, name)) {
                    return Optional.of(Path.of(cache.getString(entry.get(JAVA_INT_UNALIGNED, 8))));
                }
            }
            return Optional.empty();
        } catch (IOException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** {@code libc.so.6} and {@code libc-2.31.so} are {@code c}. */
    private static boolean isLibrary(String file, String name) {
        return file.startsWith("lib" + name + ".so") || file.matches("lib\\Q" + name + "\\E-[0-9.]+\\.so");
    }

    private static Optional<Path> program(String name) {
        return Arrays.stream(
                        System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
