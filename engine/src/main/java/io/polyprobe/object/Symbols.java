package io.polyprobe.object;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What lies where in an object: answers the {@link Linker}'s questions, and says so where nothing does. */
final class Symbols {
    private final ElfObject elf;
    private final @Nullable Btf btf;
    private final Map<Place, Code> functions = new HashMap<>();
    private final Map<Place, String> maps;
    private final Map<Integer, MapSpec> globals;

    /** A byte of a section. */
    record Place(int section, long offset) {}

    Symbols(
            ElfObject elf,
            @Nullable Btf btf,
            List<Code> functions,
            Map<Place, String> maps,
            Map<Integer, MapSpec> globals) {
        this.elf = elf;
        this.btf = btf;
        this.maps = Map.copyOf(maps);
        this.globals = Map.copyOf(globals);
        functions.forEach(f -> this.functions.put(new Place(f.section().index(), f.slot() * 8L), f));
    }

    ElfObject.Symbol symbol(ElfObject.Section section, ElfObject.Relocation relocation) {
        int index = relocation.symbol();
        if (index <= 0 || index >= elf.symbols().size()) {
            throw bad(section, relocation.offset(), "a relocation names symbol " + index + ", which does not exist");
        }
        return elf.symbols().get(index);
    }

    /** The section that defines a symbol which an instruction refers to. */
    ElfObject.Section section(ElfObject.Section from, long offset, ElfObject.Symbol symbol) {
        return elf.sectionOf(symbol)
                .orElseThrow(() -> bad(from, offset, "symbol " + symbol.name() + " lies in no section"));
    }

    /** The function that begins at a byte, which an instruction at {@code offset} refers to. */
    Code function(ElfObject.Section section, long at, long offset) {
        var function = functions.get(new Place(section.index(), at));
        if (function == null) {
            throw bad(section, offset, "no function begins at 0x%x".formatted(at));
        }
        return function;
    }

    /** The map of a section of globals, or null where the section is another. */
    @Nullable
    MapSpec globals(ElfObject.Section section) {
        return globals.get(section.index());
    }

    /** The map whose declaration is at a byte of a section. */
    String map(ElfObject.Section from, long offset, ElfObject.Section section, long at) {
        String map = maps.get(new Place(section.index(), at));
        if (map == null) {
            throw bad(
                    from,
                    offset,
                    "it refers to byte 0x%x of section %s, which holds neither a map nor globals that a program may use"
                            .formatted(at, section.name()),
                    "Put maps into SEC(\".maps\") and compile with -g; other data belongs into plain global variables.");
        }
        return map;
    }

    /** Where a variable lies in {@code .kconfig}. */
    OptionalInt kconfig(String variable) {
        if (btf == null) {
            return OptionalInt.empty();
        }
        for (var entry : btf.find(BtfType.DataSection.class, Globals.KCONFIG)
                .map(BtfType.DataSection::variables)
                .orElse(List.of())) {
            if (btf.type(entry.type()).name().equals(variable)) {
                return OptionalInt.of(entry.offset());
            }
        }
        return OptionalInt.empty();
    }

    RuntimeException bad(ElfObject.Section section, long offset, String reason, String... hints) {
        return MalformedObject.at(elf.name(), section.name(), offset, reason, hints);
    }
}
