package io.polyprobe.linux.symbols;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A program or library in the ELF format, elf(5), of 32 or 64 bits, little-endian. It stays where it is: in the mapped
 * file, of which only the pages that are looked at are read.
 */
public final class ElfFile {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int MAGIC = 0x464c_457f;
    private static final int LITTLE = 1;
    private static final int PT_LOAD = 1;
    private static final int SHT_SYMTAB = 2;
    private static final int SHT_NOBITS = 8;
    private static final int SHT_DYNSYM = 11;
    private static final int SHT_NOTE = 7;
    private static final int NT_GNU_BUILD_ID = 3;
    private static final int STT_FUNC = 2;
    private static final int STT_GNU_IFUNC = 10;

    /** A section, its bytes empty where the file has none. */
    record Section(String name, int type, int link, MemorySegment bytes) {}

    /** A piece of the file that is loaded. */
    private record Segment(long offset, long address, long size) {}

    /** Gets symbols; the name is a place in a string table. */
    private interface Visitor {
        /** @return whether to go on */
        boolean symbol(int type, long value, long size, int name);
    }

    private final MemorySegment image;
    private final boolean wide;
    private final List<Section> sections = new ArrayList<>();
    private final List<Segment> segments = new ArrayList<>();

    private ElfFile(MemorySegment image) {
        this.image = image;
        this.wide = image.get(BYTE, 4) == 2;
        readSegments();
        readSections();
    }

    /**
     * Maps a file.
     *
     * @param arena how long it stays mapped
     * @return nothing where it is no such file
     * @throws IOException where it cannot be read
     */
    public static Optional<ElfFile> open(Path path, Arena arena) throws IOException {
        try (var channel = FileChannel.open(path)) {
            return of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        }
    }

    static Optional<ElfFile> of(MemorySegment image) {
        try {
            return image.byteSize() > 52 && image.get(INT, 0) == MAGIC && image.get(BYTE, 5) == LITTLE
                    ? Optional.of(new ElfFile(image))
                    : Optional.empty();
        } catch (IndexOutOfBoundsException _) { // its headers lie
            return Optional.empty();
        }
    }

    private long word(MemorySegment from, long at) {
        return wide ? from.get(LONG, at) : Integer.toUnsignedLong(from.get(INT, at));
    }

    private static int half(MemorySegment from, long at) {
        return Short.toUnsignedInt(from.get(SHORT, at));
    }

    private void readSegments() {
        long table = word(image, wide ? 32 : 28);
        int size = half(image, wide ? 54 : 42);
        int count = half(image, wide ? 56 : 44);
        for (int i = 0; i < count; i++) {
            MemorySegment header = image.asSlice(table + (long) i * size, size);
            if (header.get(INT, 0) == PT_LOAD) {
                segments.add(new Segment(
                        word(header, wide ? 8 : 4), word(header, wide ? 16 : 8), word(header, wide ? 32 : 16)));
            }
        }
    }

    private void readSections() {
        long table = word(image, wide ? 40 : 32);
        int size = half(image, wide ? 58 : 46);
        int count = half(image, wide ? 60 : 48);
        int names = half(image, wide ? 62 : 50);
        if (table == 0 || names >= count) {
            return;
        }
        MemorySegment strings = bytes(image.asSlice(table + (long) names * size, size));
        for (int i = 0; i < count; i++) {
            MemorySegment header = image.asSlice(table + (long) i * size, size);
            sections.add(new Section(
                    string(strings, header.get(INT, 0)),
                    header.get(INT, 4),
                    header.get(INT, wide ? 40 : 24),
                    bytes(header)));
        }
    }

    private MemorySegment bytes(MemorySegment header) {
        long offset = word(header, wide ? 24 : 16);
        long size = word(header, wide ? 32 : 20);
        return header.get(INT, 4) == SHT_NOBITS ? MemorySegment.NULL : image.asSlice(offset, size);
    }

    private static String string(MemorySegment strings, long at) {
        return strings.getString(at, StandardCharsets.UTF_8);
    }

    Optional<Section> section(String name) {
        return sections.stream().filter(section -> section.name().equals(name)).findFirst();
    }

    /** The address, as symbols have them, of what is loaded from an offset in the file. */
    OptionalLong addressOf(long fileOffset) {
        for (Segment segment : segments) {
            if (Long.compareUnsigned(fileOffset - segment.offset(), segment.size()) < 0) {
                return OptionalLong.of(fileOffset - segment.offset() + segment.address());
            }
        }
        return OptionalLong.empty();
    }

    /** The offset in the file of what is loaded to an address, as symbols have them. */
    public OptionalLong fileOffset(long address) {
        for (Segment segment : segments) {
            if (Long.compareUnsigned(address - segment.address(), segment.size()) < 0) {
                return OptionalLong.of(address - segment.address() + segment.offset());
            }
        }
        return OptionalLong.empty();
    }

    /** The address of the first symbol of a name, of whatever type; see {@link #fileOffset}. */
    public OptionalLong address(String symbol) {
        byte[] wanted = symbol.getBytes(StandardCharsets.UTF_8);
        for (Section table : symbolTables()) {
            MemorySegment strings = sections.get(table.link()).bytes();
            var found = new long[1];
            visit(table, (_, value, _, name) -> {
                if (value != 0 && isAt(strings, name, wanted)) {
                    found[0] = value;
                }
                return found[0] == 0;
            });
            if (found[0] != 0) {
                return OptionalLong.of(found[0]);
            }
        }
        return OptionalLong.empty();
    }

    private static boolean isAt(MemorySegment strings, long at, byte[] wanted) {
        return at + wanted.length < strings.byteSize()
                && strings.get(BYTE, at + wanted.length) == 0
                && MemorySegment.mismatch(
                                strings, at, at + wanted.length, MemorySegment.ofArray(wanted), 0, wanted.length)
                        < 0;
    }

    /** Adds the functions of all symbol tables in the order of the file. */
    void functions(SymbolTable.Builder to) {
        for (Section table : symbolTables()) {
            MemorySegment strings = sections.get(table.link()).bytes();
            long names = to.names.add(strings);
            visit(table, (type, value, size, name) -> {
                if (value != 0 && isFunction(type) && strings.get(BYTE, name) != 0) {
                    to.add(value, size, names + name);
                }
                return true;
            });
        }
    }

    private static boolean isFunction(int type) {
        return type == STT_FUNC || type == STT_GNU_IFUNC;
    }

    private List<Section> symbolTables() {
        return sections.stream()
                .filter(section -> section.type() == SHT_SYMTAB || section.type() == SHT_DYNSYM)
                .filter(section -> section.link() > 0 && section.link() < sections.size())
                .toList();
    }

    private void visit(Section table, Visitor visitor) {
        MemorySegment symbols = table.bytes();
        int entry = wide ? 24 : 16;
        boolean go = true;
        for (long at = 0; go && at + entry <= symbols.byteSize(); at += entry) {
            int name = symbols.get(INT, at);
            go = wide
                    ? visitor.symbol(
                            symbols.get(BYTE, at + 4) & 0xf,
                            symbols.get(LONG, at + 8),
                            symbols.get(LONG, at + 16),
                            name)
                    : visitor.symbol(
                            symbols.get(BYTE, at + 12) & 0xf,
                            Integer.toUnsignedLong(symbols.get(INT, at + 4)),
                            Integer.toUnsignedLong(symbols.get(INT, at + 8)),
                            name);
        }
    }

    /** What the linker made of the content, in lower-case hexadecimal. */
    Optional<String> buildId() {
        for (Section section : sections) {
            if (section.type() == SHT_NOTE) {
                MemorySegment notes = section.bytes();
                for (long at = 0; at + 12 <= notes.byteSize(); ) {
                    int nameSize = notes.get(INT, at);
                    int size = notes.get(INT, at + 4);
                    long content = at + 12 + (nameSize + 3 & ~3);
                    if (notes.get(INT, at + 8) == NT_GNU_BUILD_ID
                            && string(notes, at + 12).equals("GNU")) {
                        return Optional.of(HexFormat.of()
                                .formatHex(notes.asSlice(content, size).toArray(BYTE)));
                    }
                    at = content + (size + 3 & ~3);
                }
            }
        }
        return Optional.empty();
    }

    /** The name of the file with this one's debug information, and its CRC-32, as {@code objcopy} left them. */
    Optional<DebugLink> debugLink() {
        return section(".gnu_debuglink").map(Section::bytes).map(link -> {
            String name = string(link, 0);
            return new DebugLink(name, link.get(INT, link.byteSize() - 4));
        });
    }

    record DebugLink(String name, int crc) {}
}
