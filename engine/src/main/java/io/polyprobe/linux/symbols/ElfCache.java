package io.polyprobe.linux.symbols;

import io.polyprobe.diag.ObjectException;
import io.polyprobe.linux.symbols.ElfSymbols.Place;
import io.polyprobe.object.ElfImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Programs and libraries, each mapped once however many processes use it and by whatever path. */
final class ElfCache implements AutoCloseable {
    private record Identity(Object inode, FileTime modified, long size) {}

    private final Map<Identity, Optional<ElfSymbols>> files = new HashMap<>();
    private final Map<ByteBuffer, Optional<ElfSymbols>> images = new HashMap<>();

    /** The functions of a file, nothing where it cannot be read or is no program or library. */
    Optional<ElfSymbols> get(Place place) {
        try {
            var attributes = Files.readAttributes(place.path(), BasicFileAttributes.class);
            return attributes.isRegularFile() // reading a device may have effects
                    ? files.computeIfAbsent(
                            new Identity(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size()),
                            _ -> open(() -> new ElfSymbols(place)))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** The functions of a library that is no file, told from others by its content. */
    Optional<ElfSymbols> get(String name, byte[] content) {
        var place = Place.of(Path.of(name));
        return images.computeIfAbsent(
                ByteBuffer.wrap(content), _ -> open(() -> new ElfSymbols(ElfImage.of(place.path(), content), place)));
    }

    private static Optional<ElfSymbols> open(Supplier<ElfSymbols> file) {
        try {
            return Optional.of(file.get());
        } catch (ObjectException _) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        Stream.of(files, images)
                .flatMap(map -> map.values().stream())
                .flatMap(Optional::stream)
                .forEach(ElfSymbols::close);
        files.clear();
        images.clear();
    }
}
