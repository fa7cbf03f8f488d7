package io.polyprobe.polyglot.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The part of a binding that is written in the script's own language, as a directory that the language can import from.
 *
 * <p>Class files in a directory have their resources beside them, which serve as they are. Resources in a jar are
 * unpacked once: the languages keep compiled modules only of real files. The directory's name holds a checksum of its
 * content, so another version of Polyprobe unpacks another directory and none is ever changed.
 */
public final class Library {
    private Library() {}

    /**
     * @param owner a class in the package whose resources these are
     * @param files paths relative to the package
     * @return the directory that holds these paths
     */
    public static Path directory(Class<?> owner, List<String> files, Path cache) {
        URL first = Objects.requireNonNull(owner.getResource(files.getFirst()), files.getFirst());
        try {
            if (first.getProtocol().equals("file")) {
                return up(
                        Path.of(URI.create(first.toString())),
                        Path.of(files.getFirst()).getNameCount());
            }
            return unpacked(read(owner, files), cache.resolve("lib"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack a library into " + cache, e);
        }
    }

    private static Path up(Path path, int levels) {
        Path result = path;
        for (int i = 0; i < levels; i++) {
            result = Objects.requireNonNull(result.getParent());
        }
        return result;
    }

    private static Map<String, byte[]> read(Class<?> owner, List<String> files) throws IOException {
        var contents = new LinkedHashMap<String, byte[]>();
        for (String file : files) {
            try (InputStream in = Objects.requireNonNull(owner.getResourceAsStream(file), file)) {
                contents.put(file, in.readAllBytes());
            }
        }
        return contents;
    }

    private static Path unpacked(Map<String, byte[]> contents, Path parent) throws IOException {
        var crc = new CRC32();
        contents.values().forEach(crc::update);
        Path directory = parent.resolve("%08x".formatted(crc.getValue()));
        if (Files.isDirectory(directory)) {
            return directory;
        }
        Files.createDirectories(parent);
        Path fresh = Files.createTempDirectory(parent, "new");
        for (var file : contents.entrySet()) {
            Path path = fresh.resolve(file.getKey());
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            Files.write(path, file.getValue());
        }
        try {
            Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(directory)) { // else another process was faster
                throw e;
            }
            delete(fresh);
        }
        return directory;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
