package io.polyprobe.linux.symbols;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Executable memory that a process has mapped from a file (or got from the kernel, {@code [vdso]}): a line of {@code
 * /proc/PID/maps}, proc_pid_maps(5).
 *
 * @param start the first address
 * @param end the address after the last
 * @param offset where in the file it starts
 * @param name the path as the process knows it, {@code " (deleted)"} behind it where it is gone
 */
record Mapping(long start, long end, long offset, String name) {
    private static final String DELETED = " (deleted)";
    private static final List<String> NO_FILES =
            List.of("//anon", "/dev/zero", "/anon_hugepage", "[stack", "/SYSV", "[heap]", "[anon", "[vsyscall]");

    /** Those of a process or thread, by address; none where it has ended or may not be looked at. */
    static List<Mapping> of(int pid) {
        try (Stream<String> lines =
                Files.lines(Path.of("/proc", Integer.toString(pid), "maps"), StandardCharsets.UTF_8)) {
            return lines.flatMap(line -> parse(line).stream()).toList();
        } catch (IOException | UncheckedIOException _) {
            return List.of();
        }
    }

    static Optional<Mapping> parse(String line) {
        String[] words = line.split(" +", 6);
        if (words.length < 6 || words[1].indexOf('x') < 0 || NO_FILES.stream().anyMatch(words[5]::startsWith)) {
            return Optional.empty();
        }
        int dash = words[0].indexOf('-');
        return Optional.of(new Mapping(
                Long.parseUnsignedLong(words[0], 0, dash, 16),
                Long.parseUnsignedLong(words[0], dash + 1, words[0].length(), 16),
                Long.parseUnsignedLong(words[2], 16),
                words[5]));
    }

    boolean contains(long address) {
        return Long.compareUnsigned(address - start, end - start) < 0;
    }

    /** Its name in {@code /proc/PID/map_files}. */
    String range() {
        return Long.toHexString(start) + "-" + Long.toHexString(end);
    }

    boolean isVdso() {
        return name.equals("[vdso]");
    }

    boolean isDeleted() {
        return name.endsWith(DELETED);
    }

    /** The path, also of a file that is gone. */
    String path() {
        return isDeleted() ? name.substring(0, name.length() - DELETED.length()) : name;
    }
}
