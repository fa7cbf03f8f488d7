package io.polyprobe.object;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * What the dialect's tables say in words, which no declaration in BTF can: for a table {@code t} there is a variable
 * {@code __table_t}, or {@code __public_t} where others may use it, in a section that only this class reads. It holds
 * BCC's name of the table's type, perhaps with a colon and the path of a file in bpffs, or a dollar sign and the name of
 * the table whose like it holds.
 */
final class TableNotes {
    private static final String SECTION = ".polyprobe.tables";
    private static final String TABLE = "__table_";
    private static final String PUBLIC = "__public_";
    private static final String EXTERN = "extern";

    private final ElfObject elf;
    private final ElfObject.Section section;
    private final Map<String, MapSpec> maps;

    private TableNotes(ElfObject elf, ElfObject.Section section, Map<String, MapSpec> maps) {
        this.elf = elf;
        this.section = section;
        this.maps = maps;
    }

    /** Completes an object's maps by what is noted about them. */
    static void apply(ElfObject elf, Map<String, MapSpec> maps) {
        elf.section(SECTION).map(section -> new TableNotes(elf, section, maps)).ifPresent(TableNotes::apply);
    }

    private void apply() {
        for (var symbol : elf.symbols()) {
            if (symbol.section() != section.index()) {
                continue;
            }
            if (symbol.name().startsWith(TABLE)) {
                apply(symbol, symbol.name().substring(TABLE.length()), Sharing.Scope.NONE);
            } else if (symbol.name().startsWith(PUBLIC)) {
                apply(symbol, symbol.name().substring(PUBLIC.length()), Sharing.Scope.PUBLIC);
            }
        }
    }

    private void apply(ElfObject.Symbol symbol, String table, Sharing scope) {
        var map = maps.get(table);
        if (map == null) {
            throw bad(symbol, "there is no table " + table);
        }
        var text = text(symbol);
        int path = text.indexOf(':');
        int inner = text.indexOf('$');
        if (path >= 0) {
            maps.put(table, map.withSharing(new Sharing.Pinned(text.substring(path + 1))));
        } else if (inner >= 0) {
            var name = text.substring(inner + 1);
            var like = maps.get(name);
            if (like == null) {
                throw bad(symbol, "the table " + table + " is to hold tables like '" + name + "', which is not there");
            }
            maps.put(table, map.withSharing(scope).withInner(like.withSharing(Sharing.Scope.NONE)));
        } else {
            maps.put(table, map.withSharing(text.equals(EXTERN) ? Sharing.Scope.EXTERN : scope));
        }
    }

    private String text(ElfObject.Symbol symbol) {
        byte[] data = section.data();
        if (symbol.value() < 0 || symbol.size() < 0 || symbol.value() > data.length - symbol.size()) {
            throw bad(symbol, "it lies outside of the section");
        }
        var bytes = Arrays.copyOfRange(data, (int) symbol.value(), (int) (symbol.value() + symbol.size()));
        var text = new String(bytes, StandardCharsets.UTF_8);
        return text.substring(0, text.indexOf(0) < 0 ? text.length() : text.indexOf(0));
    }

    private RuntimeException bad(ElfObject.Symbol symbol, String reason) {
        return MalformedObject.at(elf.name(), SECTION, symbol.value(), reason);
    }
}
