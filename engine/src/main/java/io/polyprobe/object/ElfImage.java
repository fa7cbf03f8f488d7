package io.polyprobe.object;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.ObjectException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A program or library of this machine: a 64-bit ELF file (elf(5)), mapped and read only where it is looked at. Confined
 * to the thread that opened it.
 *
 * <p>Addresses are those of the file's own symbol table. The kernel wants offsets in the file instead, and the segments
 * that are loaded ({@code PT_LOAD}) tell which belongs to which.
 */
public final class ElfImage implements AutoCloseable {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int MAGIC = 0x464c457f;
    private static final int HEADER_SIZE = 64;
    private static final int SECTION_HEADER_SIZE = 64;
    private static final int PROGRAM_HEADER_SIZE = 56;
    private static final int SYMBOL_SIZE = 24;
    private static final int PT_LOAD = 1;
    private static final int SHT_SYMTAB = 2;
    private static final int SHT_NOBITS = 8;
    private static final int SHT_DYNSYM = 11;
    private static final int SHT_GNU_VERSYM = 0x6fffffff;
    private static final int STT_FUNC = 2;
    private static final int STT_GNU_IFUNC = 10;

    /** In {@code .gnu.version}: the symbol is there for programs linked long ago, and not what its name means now. */
    private static final int VERSYM_HIDDEN = 0x8000;

    /** A section; its bytes are those of the file, none for {@code .bss} and its like. */
    public record Section(String name, int type, long address, MemorySegment bytes, int link) {}

    private record Segment(long offset, long address, long size) {}

    private final Path path;
    private final Arena arena;
    private final MemorySegment file;
    private final List<Segment> segments;
    private final List<Section> sections;

    private ElfImage(Path path, Arena arena, MemorySegment file) {
        this.path = path;
        this.arena = arena;
        this.file = file;
        if (file.byteSize() < HEADER_SIZE || file.get(INT, 0) != MAGIC) {
            throw wrong("it is no ELF file, but a script or data", "Name the program that runs it instead.");
        }
        if (file.get(JAVA_BYTE, 4) != 2 || file.get(JAVA_BYTE, 5) != 1) {
            throw wrong("only 64-bit little-endian files can be read", "Take the machine's own version of the file.");
        }
        this.segments = guarded(this::readSegments);
        this.sections = guarded(this::readSections);
    }

    /**
     * Opens a file.
     *
     * @throws ObjectException where there is no such file, it must not be read, or it is no ELF file
     */
    public static ElfImage open(Path path) {
        var arena = Arena.ofConfined();
        try (var channel = FileChannel.open(path)) {
            return new ElfImage(path, arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (NoSuchFileException e) {
            arena.close();
            throw new ObjectException(Diagnostic.error("there is no file " + path));
        } catch (IOException e) {
            arena.close();
            throw new ObjectException(Diagnostic.error(path + " cannot be read: " + e.getMessage()));
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /** The first section of a name. */
    public Optional<Section> section(String name) {
        return sections.stream().filter(section -> section.name().equals(name)).findFirst();
    }

    /** The address of a function or variable; of several versions the one that programs linked today get. */
    public OptionalLong symbol(String name) {
        return guarded(() -> {
            var wanted = MemorySegment.ofArray((name + "\0").getBytes(StandardCharsets.UTF_8));
            return tables().map(table -> find(table, wanted))
                    .filter(OptionalLong::isPresent)
                    .findFirst()
                    .orElse(OptionalLong.empty());
        });
    }

    /** The names of all functions that have an address here, in no order. */
    public List<String> functions() {
        return guarded(() -> tables().flatMap(table -> entries(table)
                        .filter(symbol -> isFunction(table, symbol))
                        .mapToObj(symbol -> name(table, symbol)))
                .distinct()
                .toList());
    }

    /** Where in the file the byte is that is loaded to an address; nothing where none is. */
    public OptionalLong offset(long address) {
        return segments.stream()
                .filter(segment -> address >= segment.address() && address - segment.address() < segment.size())
                .mapToLong(segment -> address - segment.address() + segment.offset())
                .findFirst();
    }

    private List<Segment> readSegments() {
        long at = file.get(LONG, 32);
        var read = new ArrayList<Segment>();
        for (int i = 0; i < Short.toUnsignedInt(file.get(SHORT, 56)); i++) {
            var header = file.asSlice(at + (long) i * PROGRAM_HEADER_SIZE, PROGRAM_HEADER_SIZE);
            if (header.get(INT, 0) == PT_LOAD) {
                read.add(new Segment(header.get(LONG, 8), header.get(LONG, 16), header.get(LONG, 32)));
            }
        }
        return List.copyOf(read);
    }

    private List<Section> readSections() {
        long at = file.get(LONG, 40);
        int count = Short.toUnsignedInt(file.get(SHORT, 60));
        if (at == 0 || count == 0) {
            return List.of();
        }
        var headers = file.asSlice(at, (long) count * SECTION_HEADER_SIZE);
        var names = bytes(headers, Short.toUnsignedInt(file.get(SHORT, 62)));
        var read = new ArrayList<Section>(count);
        for (int i = 0; i < count; i++) {
            var header = headers.asSlice((long) i * SECTION_HEADER_SIZE, SECTION_HEADER_SIZE);
            read.add(new Section(
                    names.getString(header.get(INT, 0)),
                    header.get(INT, 4),
                    header.get(LONG, 16),
                    bytes(headers, i),
                    header.get(INT, 40)));
        }
        return List.copyOf(read);
    }

    private MemorySegment bytes(MemorySegment headers, int index) {
        var header = headers.asSlice((long) index * SECTION_HEADER_SIZE, SECTION_HEADER_SIZE);
        int type = header.get(INT, 4);
        return type == 0 || type == SHT_NOBITS
                ? MemorySegment.NULL
                : file.asSlice(header.get(LONG, 24), header.get(LONG, 32));
    }

    /** The full table first, where the file has not been stripped of it. */
    private Stream<Section> tables() {
        return Stream.of(SHT_SYMTAB, SHT_DYNSYM)
                .flatMap(type -> sections.stream().filter(section -> section.type() == type));
    }

    private OptionalLong find(Section table, MemorySegment wanted) {
        var names = sections.get(table.link()).bytes();
        long[] found = entries(table)
                .filter(symbol -> table.bytes().get(LONG, symbol + 8) != 0)
                .filter(symbol -> {
                    long at = Integer.toUnsignedLong(table.bytes().get(INT, symbol));
                    long end = Math.min(names.byteSize(), at + wanted.byteSize());
                    return MemorySegment.mismatch(names, at, end, wanted, 0, wanted.byteSize()) < 0;
                })
                .toArray();
        // Sorting is stable: of several the first that is not hidden.
        return LongStream.of(found)
                .boxed()
                .sorted(Comparator.comparing(symbol -> hidden(table, symbol)))
                .mapToLong(symbol -> table.bytes().get(LONG, symbol + 8))
                .findFirst();
    }

    private static LongStream entries(Section table) {
        return LongStream.range(0, table.bytes().byteSize() / SYMBOL_SIZE).map(index -> index * SYMBOL_SIZE);
    }

    private static boolean isFunction(Section table, long symbol) {
        int type = table.bytes().get(JAVA_BYTE, symbol + 4) & 15;
        return (type == STT_FUNC || type == STT_GNU_IFUNC) && table.bytes().get(LONG, symbol + 8) != 0;
    }

    private boolean hidden(Section table, long symbol) {
        return table.type() == SHT_DYNSYM
                && sections.stream()
                        .filter(section -> section.type() == SHT_GNU_VERSYM)
                        .anyMatch(versions ->
                                (versions.bytes().get(SHORT, symbol / SYMBOL_SIZE * 2) & VERSYM_HIDDEN) != 0);
    }

    private String name(Section table, long symbol) {
        return sections.get(table.link())
                .bytes()
                .getString(Integer.toUnsignedLong(table.bytes().get(INT, symbol)));
    }

    /** Nothing outside of the file is ever read; whoever points there is damaged. */
    private <T> T guarded(Supplier<T> read) {
        try {
            return read.get();
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw wrong("the ELF file is damaged: it refers to what lies outside of it");
        }
    }

    private ObjectException wrong(String reason, String... hints) {
        return new ObjectException(Diagnostic.error(path + ": " + reason, hints));
    }

    @Override
    public void close() {
        arena.close();
    }
}
