package io.polyprobe.linux.symbols;

import io.polyprobe.target.Symbol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Functions that a just-in-time compiler made, as it lists them in {@code /tmp/perf-PID.map} (the kernel's
 * tools/perf/Documentation/jit-interface.txt): start, size and name, a line. It grows while the process runs.
 */
final class PerfMap {
    private final List<Path> places;
    private @Nullable Path path;
    private @Nullable FileTime modified;
    private long size;
    private SymbolTable table = new SymbolTable.Builder().build();

    /** The one that the process wrote in its own file system under the pid that it knows, or one of ours by our pid. */
    PerfMap(int pid) {
        places = Stream.of(
                        own(pid).map(own -> "/proc/" + pid + "/root/tmp/perf-" + own + ".map"),
                        Optional.of("/tmp/perf-" + pid + ".map"))
                .flatMap(Optional::stream)
                .map(Path::of)
                .toList();
    }

    /** The last field of {@code NStgid}: the thread group's id in the innermost pid namespace. */
    private static Optional<String> own(int pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith("NStgid:"))
                    .map(line -> line.substring(line.lastIndexOf('\t') + 1))
                    .findFirst();
        } catch (IOException | UncheckedIOException _) {
            return Optional.empty();
        }
    }

    /** @return the function, without a name where there is a map and the address is not in it */
    Optional<Symbol> at(long address) {
        Optional<Symbol> found = find(address);
        if (found.isEmpty() && hasGrown()) {
            found = find(address);
        }
        return found.or(() -> nameless(address));
    }

    private Optional<Symbol> find(long address) {
        return path == null ? Optional.empty() : table.at(address, path.toString());
    }

    private Optional<Symbol> nameless(long address) {
        return path == null ? Optional.empty() : Optional.of(new Symbol("", address, path.toString()));
    }

    private boolean hasGrown() {
        Path found = places.stream().filter(Files::isReadable).findFirst().orElse(null);
        if (found == null) {
            return false;
        }
        try {
            var attributes = Files.readAttributes(found, BasicFileAttributes.class);
            if (found.equals(path) && attributes.lastModifiedTime().equals(modified) && attributes.size() == size) {
                return false;
            }
            path = found;
            modified = attributes.lastModifiedTime();
            size = attributes.size();
            table = parse(Files.readAllBytes(found));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    static SymbolTable parse(byte[] text) {
        var builder = new SymbolTable.Builder();
        MemorySegment names = MemorySegment.ofArray(text);
        for (int at = 0; at < text.length; ) {
            int end = at;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            int second = space(text, at, end) + 1;
            int third = space(text, second, end) + 1;
            if (third < end) {
                builder.add(names, third, hex(text, at, second - 1), hex(text, second, third - 1));
            }
            at = end + 1;
        }
        return builder.build();
    }

    private static int space(byte[] text, int from, int end) {
        int at = from;
        while (at < end && text[at] != ' ') {
            at++;
        }
        return at;
    }

    private static long hex(byte[] text, int from, int end) {
        int at = end - from > 1 && (text[from + 1] | ' ') == 'x' ? from + 2 : from;
        long value = 0;
        for (; at < end && Character.digit(text[at], 16) >= 0; at++) {
            value = value << 4 | Character.digit(text[at], 16);
        }
        return value;
    }
}
