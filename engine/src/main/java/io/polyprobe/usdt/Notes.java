package io.polyprobe.usdt;

import io.polyprobe.object.ElfImage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The notes of a file that tell of probes: section {@code .note.stapsdt}, owner {@code stapsdt}, type 3. */
final class Notes {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int NOTE_HEADER = 12;
    private static final int TYPE = 3;
    private static final int ADDRESSES = 24;

    /** One location of a probe. */
    record Note(String provider, String name, UsdtProbe.Location location) {}

    private Notes() {}

    /**
     * Reads them.
     *
     * @param path of the file for people and for attaching
     */
    static List<Note> read(ElfImage image, Path path) {
        var section = image.section(".note.stapsdt");
        if (section.isEmpty()) {
            return List.of();
        }
        long base =
                image.section(".stapsdt.base").map(ElfImage.Section::address).orElse(0L);
        var bytes = section.get().bytes();
        var notes = new ArrayList<Note>();
        for (long at = 0; at + NOTE_HEADER <= bytes.byteSize(); ) {
            long owner = at + NOTE_HEADER;
            long content = owner + align(bytes.get(INT, at));
            long end = content + align(bytes.get(INT, at + 4));
            if (end > bytes.byteSize() || end <= at) {
                break; // damaged: what has been read so far may be of use
            }
            if (bytes.get(INT, at + 8) == TYPE && bytes.getString(owner).equals("stapsdt")) {
                notes.add(note(bytes.asSlice(content, end - content), base, path));
            }
            at = end;
        }
        return notes;
    }

    /**
     * Three addresses (the probe's, that of {@code .stapsdt.base}, the semaphore's), then three strings. Tools that move
     * code later, such as prelink, leave the note as it is: the base tells by how much.
     */
    private static Note note(MemorySegment bytes, long actualBase, Path path) {
        long recordedBase = bytes.get(LONG, 8);
        long moved = actualBase == 0 ? 0 : actualBase - recordedBase;
        long semaphore = bytes.get(LONG, 16);
        String provider = bytes.getString(ADDRESSES);
        long at = ADDRESSES + provider.length() + 1L;
        String name = bytes.getString(at);
        String arguments = bytes.getString(at + name.length() + 1);
        return new Note(
                provider,
                name,
                new UsdtProbe.Location(
                        path,
                        bytes.get(LONG, 0) + moved,
                        semaphore == 0 ? 0 : semaphore + moved,
                        ArgumentParser.parse(arguments)));
    }

    private static long align(int size) {
        return Integer.toUnsignedLong(size) + 3 & ~3L;
    }
}
