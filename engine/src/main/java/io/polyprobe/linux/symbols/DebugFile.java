package io.polyprobe.linux.symbols;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.polyprobe.diag.ObjectException;
import io.polyprobe.linux.symbols.ElfSymbols.Place;
import io.polyprobe.object.ElfImage;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Finds the file that holds the symbols which were stripped from another, in the places where gdb looks (Debugging with
 * GDB, "Separate Debug Files"): by build id, then by the name in {@code .gnu_debuglink}.
 */
final class DebugFile {
    private static final Path GLOBAL = Path.of("/usr/lib/debug");

    /** Sizes of name and content, a type, and the name {@code GNU}. */
    private static final int NOTE_HEADER = 16;

    private DebugFile() {}

    static Optional<ElfImage> of(ElfImage stripped, Place place) {
        return byBuildId(stripped, place.root())
                .or(() -> byLink(stripped, place))
                .flatMap(path -> {
                    try {
                        return Optional.of(ElfImage.open(path));
                    } catch (ObjectException _) {
                        return Optional.empty();
                    }
                });
    }

    /** The content of {@code .note.gnu.build-id}, in lower-case hexadecimal. */
    static Optional<String> buildId(ElfImage file) {
        return file.section(".note.gnu.build-id")
                .map(ElfImage.Section::bytes)
                .filter(note -> note.byteSize() > NOTE_HEADER)
                .map(note -> HexFormat.of().formatHex(note.asSlice(NOTE_HEADER).toArray(JAVA_BYTE)));
    }

    private static Optional<Path> byBuildId(ElfImage stripped, Path root) {
        return buildId(stripped).flatMap(id -> {
            Path path = GLOBAL.resolve(".build-id/" + id.substring(0, 2) + "/" + id.substring(2) + ".debug");
            return Stream.of(path, in(root, path)).filter(Files::isReadable).findFirst();
        });
    }

    /** The link is a file's name, padding to a multiple of four, and the CRC-32 of its content. */
    private static Optional<Path> byLink(ElfImage stripped, Place place) {
        return stripped.section(".gnu_debuglink")
                .map(ElfImage.Section::bytes)
                .filter(link -> link.byteSize() > Integer.BYTES)
                .flatMap(link -> candidates(place, name(link))
                        .filter(path -> !path.equals(place.path()) && Files.isReadable(path))
                        .filter(path -> crc(path) == link.get(JAVA_INT_UNALIGNED, link.byteSize() - Integer.BYTES))
                        .findFirst());
    }

    private static String name(MemorySegment link) {
        return link.getString(0);
    }

    private static Stream<Path> candidates(Place place, String name) {
        Path global = in(GLOBAL, place.folder()).resolve(name);
        return Stream.of(
                in(place.root(), place.folder().resolve(name)),
                in(place.root(), place.folder().resolve(".debug").resolve(name)),
                in(place.root(), global),
                global);
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
