package io.polyprobe.linux.symbols;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Programs and libraries, each mapped once however many processes use it and by whatever path. */
final class ElfCache implements AutoCloseable {
    private static final Path ROOT = Path.of("/");

    private record Identity(Object inode, FileTime modified, long size) {}

    private final Arena arena = Arena.ofShared();
    private final Map<Identity, Optional<ElfSymbols>> files = new HashMap<>();

    /** A file of ours. */
    Optional<ElfSymbols> get(Path path) {
        Path absolute = path.toAbsolutePath();
        return get(absolute, Objects.requireNonNullElse(absolute.getParent(), ROOT), Path.of(""));
    }

    /**
     * A file of some process.
     *
     * @param path the file as we reach it
     * @param folder where it is, as the process knows it
     * @param root the process's root directory as we see it
     */
    Optional<ElfSymbols> get(Path path, Path folder, Path root) {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return Optional.empty(); // reading a device may have effects
            }
            var identity = new Identity(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
            var known = files.get(identity);
            if (known == null) {
                known = ElfFile.open(path, arena)
                        .map(file -> new ElfSymbols(file, () -> DebugFile.of(file, path, folder, root, arena)));
                files.put(identity, known);
            }
            return known;
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        files.clear();
        arena.close();
    }
}
