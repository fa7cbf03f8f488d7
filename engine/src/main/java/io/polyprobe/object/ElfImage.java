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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A program or library of this machine: a little-endian ELF file (elf(5)) of 64 or 32 bits, mapped and read only where
 * it is looked at.
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
    private static final int HEADER_SIZE = 52;
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

    /** Takes functions one by one. */
    public interface FunctionVisitor {
        /**
         * @param strings the table that has the name, up to a zero byte
         * @param name where in that
         */
        void function(MemorySegment strings, long name, long address, long size);
    }

    private final Path path;
    private final Arena arena;
    private final MemorySegment file;
    private final boolean wide;
    private final int symbolSize;
    private final List<Segment> segments;
    private final List<Section> sections;

    private ElfImage(Path path, Arena arena, MemorySegment file) {
        this.path = path;
        this.arena = arena;
        this.file = file;
        if (file.byteSize() < HEADER_SIZE || file.get(INT, 0) != MAGIC) {
            throw wrong("it is no ELF file, but a script or data", "Name the program that runs it instead.");
        }
        if (file.get(JAVA_BYTE, 5) != 1) {
            throw wrong("only little-endian files can be read", "Take the machine's own version of the file.");
        }
        this.wide = file.get(JAVA_BYTE, 4) == 2;
        this.symbolSize = wide ? 24 : 16;
        this.segments = guarded(this::readSegments);
        this.sections = guarded(this::readSections);
    }

    /**
     * Opens a file.
     *
     * @throws ObjectException where there is no such file, it must not be read, or it is no ELF file
     */
    public static ElfImage open(Path path) {
        var arena = Arena.ofShared();
        try (var channel = FileChannel.open(path)) {
            return of(path, arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (NoSuchFileException e) {
            arena.close();
            throw new ObjectException(Diagnostic.error("there is no file " + path));
        } catch (IOException e) {
            arena.close();
            throw new ObjectException(Diagnostic.error(path + " cannot be read: " + e.getMessage()));
        }
    }

    /**
     * Takes a file that is in memory.
     *
     * @param path what it is called
     * @throws ObjectException where it is no ELF file
     */
    public static ElfImage of(Path path, byte[] content) {
        var arena = Arena.ofShared();
        return of(path, arena, arena.allocate(content.length).copyFrom(MemorySegment.ofArray(content)));
    }

    private static ElfImage of(Path path, Arena arena, MemorySegment file) {
        try {
            return new ElfImage(path, arena, file);
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
        var names = new LinkedHashSet<String>();
        functions((strings, name, _, _) -> names.add(strings.getString(name)));
        return List.copyOf(names);
    }

    /** Visits all functions that have an address and a name here, table by table in the order of the file. */
    public void functions(FunctionVisitor visitor) {
        guarded(() -> {
            for (Section table : sections) {
                if (table.type() == SHT_SYMTAB || table.type() == SHT_DYNSYM) {
                    visit(table, visitor);
                }
            }
            return visitor;
        });
    }

    /** A plain loop: there may be a million. */
    private void visit(Section table, FunctionVisitor visitor) {
        MemorySegment strings = sections.get(table.link()).bytes();
        MemorySegment symbols = table.bytes();
        for (long at = 0; at + symbolSize <= symbols.byteSize(); at += symbolSize) {
            long name = Integer.toUnsignedLong(symbols.get(INT, at));
            long address = address(symbols, at);
            if (address != 0 && isFunction(symbols, at) && strings.get(JAVA_BYTE, name) != 0) {
                visitor.function(strings, name, address, word(symbols, at + (wide ? 16 : 8)));
            }
        }
    }

    /** Where in the file the byte is that is loaded to an address; nothing where none is. */
    public OptionalLong offset(long address) {
        return segments.stream()
                .filter(segment -> address >= segment.address() && address - segment.address() < segment.size())
                .mapToLong(segment -> address - segment.address() + segment.offset())
                .findFirst();
    }

    /** The address to which a byte of the file is loaded; nothing where it is not. */
    public OptionalLong address(long offset) {
        return segments.stream()
                .filter(segment -> offset >= segment.offset() && offset - segment.offset() < segment.size())
                .mapToLong(segment -> offset - segment.offset() + segment.address())
                .findFirst();
    }

    private long word(MemorySegment from, long at) {
        return wide ? from.get(LONG, at) : Integer.toUnsignedLong(from.get(INT, at));
    }

    private int half(long at) {
        return Short.toUnsignedInt(file.get(SHORT, at));
    }

    private List<Segment> readSegments() {
        long at = word(file, wide ? 32 : 28);
        int size = half(wide ? 54 : 42);
        var read = new ArrayList<Segment>();
        for (int i = 0; i < half(wide ? 56 : 44); i++) {
            var header = file.asSlice(at + (long) i * size, size);
            if (header.get(INT, 0) == PT_LOAD) {
                read.add(new Segment(
                        word(header, wide ? 8 : 4), word(header, wide ? 16 : 8), word(header, wide ? 32 : 16)));
            }
        }
        return List.copyOf(read);
    }

    private List<Section> readSections() {
        long at = word(file, wide ? 40 : 32);
        int size = half(wide ? 58 : 46);
        int count = half(wide ? 60 : 48);
        if (at == 0 || count == 0) {
            return List.of();
        }
        var names = bytes(file.asSlice(at + (long) half(wide ? 62 : 50) * size, size));
        var read = new ArrayList<Section>(count);
        for (int i = 0; i < count; i++) {
            var header = file.asSlice(at + (long) i * size, size);
            read.add(new Section(
                    names.getString(header.get(INT, 0)),
                    header.get(INT, 4),
                    word(header, wide ? 16 : 12),
                    bytes(header),
                    header.get(INT, wide ? 40 : 24)));
        }
        return List.copyOf(read);
    }

    private MemorySegment bytes(MemorySegment header) {
        int type = header.get(INT, 4);
        return type == 0 || type == SHT_NOBITS
                ? MemorySegment.NULL
                : file.asSlice(word(header, wide ? 24 : 16), word(header, wide ? 32 : 20));
    }

    /** The full table first, where the file has not been stripped of it. */
    private Stream<Section> tables() {
        return Stream.of(SHT_SYMTAB, SHT_DYNSYM)
                .flatMap(type -> sections.stream().filter(section -> section.type() == type));
    }

    private OptionalLong find(Section table, MemorySegment wanted) {
        var names = sections.get(table.link()).bytes();
        long[] found = entries(table)
                .filter(symbol -> address(table.bytes(), symbol) != 0)
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
                .mapToLong(symbol -> address(table.bytes(), symbol))
                .findFirst();
    }

    private LongStream entries(Section table) {
        return LongStream.range(0, table.bytes().byteSize() / symbolSize).map(index -> index * symbolSize);
    }

    private long address(MemorySegment symbols, long at) {
        return word(symbols, at + (wide ? 8 : 4));
    }

    private boolean isFunction(MemorySegment symbols, long at) {
        int type = symbols.get(JAVA_BYTE, at + (wide ? 4 : 12)) & 15;
        return type == STT_FUNC || type == STT_GNU_IFUNC;
    }

    private boolean hidden(Section table, long symbol) {
        return table.type() == SHT_DYNSYM
                && sections.stream()
                        .filter(section -> section.type() == SHT_GNU_VERSYM)
                        .anyMatch(versions ->
                                (versions.bytes().get(SHORT, symbol / symbolSize * 2) & VERSYM_HIDDEN) != 0);
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
