package io.polyprobe.object;

import io.polyprobe.diag.ObjectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.fornwall.jelf.ElfFile;
import net.fornwall.jelf.ElfRelocation;
import net.fornwall.jelf.ElfRelocationSection;
import net.fornwall.jelf.ElfSection;
import net.fornwall.jelf.ElfSymbol;
import net.fornwall.jelf.ElfSymbolTableSection;

/** Reads an ELF file by jelf, after {@link ElfCheck} has found it sound enough for that. */
final class ElfReader {
    private static final long SHF_ALLOC = 2;
    private static final long SHF_EXECINSTR = 4;

    private final String name;
    private final ElfFile file;
    private final ElfCheck headers;

    private ElfReader(String name, byte[] bytes) {
        this.name = name;
        this.headers = ElfCheck.of(name, bytes);
        this.file = ElfFile.from(bytes);
    }

    static ElfObject read(String name, byte[] bytes) {
        try {
            return new ElfReader(name, bytes).read();
        } catch (ObjectException e) {
            throw e;
        } catch (RuntimeException e) {
            // jelf reports what it does not like by whatever exception comes of it.
            throw MalformedObject.file(name, "the ELF file is damaged: " + e);
        }
    }

    private ElfObject read() {
        var relocations = new TreeMap<Integer, List<ElfObject.Relocation>>();
        List<ElfObject.Symbol> symbols = List.of();
        for (int i = 1; i < headers.count(); i++) {
            switch (headers.type(i)) {
                case ElfCheck.SYMTAB -> symbols = symbols((ElfSymbolTableSection) file.getSection(i));
                case ElfCheck.REL ->
                    relocations.put(headers.info(i), relocations((ElfRelocationSection) file.getSection(i)));
                default -> {}
            }
        }
        var sections = new ArrayList<ElfObject.Section>();
        for (int i = 0; i < headers.count(); i++) {
            sections.add(section(i, relocations));
        }
        return new ElfObject(name, List.copyOf(sections), symbols);
    }

    private ElfObject.Section section(int index, Map<Integer, List<ElfObject.Relocation>> relocations) {
        int type = headers.type(index);
        if (type != ElfCheck.PROGBITS && type != ElfCheck.NOBITS) {
            return new ElfObject.Section(index, "", 0, new byte[0], false, false, List.of());
        }
        ElfSection section = file.getSection(index);
        long flags = section.header.sh_flags;
        return new ElfObject.Section(
                index,
                section.header.getName(),
                section.header.sh_size,
                type == ElfCheck.NOBITS ? new byte[0] : section.getData(),
                (flags & SHF_EXECINSTR) != 0,
                (flags & SHF_ALLOC) != 0,
                relocations.getOrDefault(index, List.of()));
    }

    private static List<ElfObject.Symbol> symbols(ElfSymbolTableSection table) {
        var symbols = new ArrayList<ElfObject.Symbol>(table.symbols.length);
        for (ElfSymbol symbol : table.symbols) {
            String name = symbol.st_name == 0 ? "" : symbol.getName();
            symbols.add(new ElfObject.Symbol(
                    name == null ? "" : name,
                    symbol.st_value,
                    symbol.st_size,
                    kind(symbol),
                    switch (symbol.getBinding()) {
                        case ElfSymbol.BINDING_GLOBAL -> ElfObject.Binding.GLOBAL;
                        case ElfSymbol.BINDING_WEAK -> ElfObject.Binding.WEAK;
                        default -> ElfObject.Binding.LOCAL;
                    },
                    Short.toUnsignedInt(symbol.st_shndx)));
        }
        return List.copyOf(symbols);
    }

    /** {@code STT_OBJECT}, {@code STT_FUNC} and {@code STT_SECTION} of elf(5). */
    private static ElfObject.Kind kind(ElfSymbol symbol) {
        return switch (symbol.getType()) {
            case 1 -> ElfObject.Kind.OBJECT;
            case 2 -> ElfObject.Kind.FUNCTION;
            case 3 -> ElfObject.Kind.SECTION;
            default -> ElfObject.Kind.OTHER;
        };
    }

    private static List<ElfObject.Relocation> relocations(ElfRelocationSection table) {
        var relocations = new ArrayList<ElfObject.Relocation>(table.relocations.length);
        for (ElfRelocation relocation : table.relocations) {
            relocations.add(new ElfObject.Relocation(
                    relocation.r_offset, (int) relocation.r_info, (int) (relocation.r_info >>> 32)));
        }
        return List.copyOf(relocations);
    }
}
