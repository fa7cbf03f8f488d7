package io.polyprobe.linux.symbols;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Finds the file that holds the symbols which were stripped from another, in the places where gdb looks (Debugging with
 * GDB, "Separate Debug Files"): by build id, then by the name in {@code .gnu_debuglink}.
 */
final class DebugFile {
    private static final Path GLOBAL = Path.of("/usr/lib/debug");

    private DebugFile() {}

    /**
     * @param file the stripped file, as we reach it
     * @param folder where it is, as its process knows it
     * @param root that process's root directory, as we see it
     * @param arena how long the file found stays mapped
     */
    static Optional<ElfFile> of(ElfFile stripped, Path file, Path folder, Path root, Arena arena) {
        return byBuildId(stripped, root)
                .or(() -> byLink(stripped, file, folder, root))
                .flatMap(path -> {
                    try {
                        return ElfFile.open(path, arena);
                    } catch (IOException _) {
                        return Optional.empty();
                    }
                });
    }

    private static Optional<Path> byBuildId(ElfFile stripped, Path root) {
        return stripped.buildId().filter(id -> id.length() > 2).flatMap(id -> {
            Path path = GLOBAL.resolve(".build-id/" + id.substring(0, 2) + "/" + id.substring(2) + ".debug");
            return Stream.of(path, in(root, path)).filter(Files::isReadable).findFirst();
        });
    }

    private static Optional<Path> byLink(ElfFile stripped, Path file, Path folder, Path root) {
        return stripped.debugLink()
                .flatMap(link -> Stream.of(
                                in(root, folder.resolve(link.name())),
                                in(root, folder.resolve(".debug").resolve(link.name())),
                                in(root, in(GLOBAL, folder).resolve(link.name())),
                                in(GLOBAL, folder).resolve(link.name()))
                        .filter(path -> !path.equals(file) && Files.isReadable(path))
                        .filter(path -> crc(path) == link.crc())
                        .findFirst());
    }

    private static Path in(Path root, Path absolute) {
        return Path.of(root + absolute.toString());
    }

    private static int crc(Path path) {
        var crc = new CRC32();
        try (var channel = FileChannel.open(path);
                var arena = Arena.ofConfined()) {
            var content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            for (long at = 0; at < content.byteSize(); at += Integer.MAX_VALUE) {
                crc.update(content.asSlice(at, Math.min(Integer.MAX_VALUE, content.byteSize() - at))
                        .asByteBuffer());
            }
        } catch (IOException _) {
            return 0;
        }
        return (int) crc.getValue();
    }
}
