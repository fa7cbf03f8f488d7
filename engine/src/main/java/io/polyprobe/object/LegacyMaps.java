package io.polyprobe.object;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Maps of the sections {@code maps} and {@code maps/…}: a {@code struct bpf_map_def} holds five numbers, and a table of
 * BCC's ({@code maps/TYPE}) says by its fields {@code key} and {@code leaf} what it maps to what.
 */
final class LegacyMaps {
    /** BCC's names of types, where they are not the kernel's in small letters. */
    private static final Map<String, MapType> BCC_TYPES = Map.of(
            "prog", MapType.PROG_ARRAY,
            "perf_output", MapType.PERF_EVENT_ARRAY,
            "perf_array", MapType.PERF_EVENT_ARRAY,
            "stacktrace", MapType.STACK_TRACE);

    private static final int DEFINITION = 20;

    private final ElfObject elf;
    private final @Nullable Btf btf;

    LegacyMaps(ElfObject elf, @Nullable Btf btf) {
        this.elf = elf;
        this.btf = btf;
    }

    static boolean isIn(ElfObject.Section section) {
        return section.name().equals("maps") || section.name().startsWith("maps/");
    }

    MapSpec read(ElfObject.Section section, ElfObject.Symbol symbol) {
        long size = symbol.size();
        if (symbol.value() < 0 || size < DEFINITION || symbol.value() > section.data().length - size) {
            throw bad(section, symbol, "%d bytes are no map definition".formatted(size));
        }
        var bytes = ByteBuffer.wrap(section.data(), (int) symbol.value(), (int) size)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN);
        BtfType.Struct table = table(symbol.name());
        return table == null ? definition(section, symbol, bytes) : table(section, symbol, table, bytes);
    }

    private MapSpec definition(ElfObject.Section section, ElfObject.Symbol symbol, ByteBuffer bytes) {
        for (int at = DEFINITION; at < bytes.limit(); at++) {
            if (bytes.get(at) != 0) {
                throw bad(section, symbol, "what follows the first 20 bytes of its definition is not known");
            }
        }
        int type = bytes.getInt(0);
        return new MapSpec(
                symbol.name(),
                MapType.of(type).orElseThrow(() -> bad(section, symbol, "there is no map type " + type)),
                bytes.getInt(4),
                bytes.getInt(8),
                bytes.getInt(12),
                bytes.getInt(16));
    }

    private BtfType.@Nullable Struct table(String variable) {
        if (btf == null) {
            return null;
        }
        var found = btf.find(BtfType.Variable.class, variable);
        return found.isPresent()
                        && btf.type(btf.resolve(found.get().type())) instanceof BtfType.Struct struct
                        && struct.members().stream().anyMatch(m -> m.name().equals("leaf"))
                ? struct
                : null;
    }

    private MapSpec table(ElfObject.Section section, ElfObject.Symbol symbol, BtfType.Struct table, ByteBuffer bytes) {
        String kind = section.name().substring(section.name().indexOf('/') + 1);
        int key = 0;
        int leaf = 0;
        int entries = 0;
        int flags = 0;
        for (var member : table.members()) {
            switch (member.name()) {
                case "key" -> key = member.type();
                case "leaf" -> leaf = member.type();
                case "max_entries" -> entries = number(section, symbol, bytes, member);
                case "flags" -> flags = number(section, symbol, bytes, member);
                default -> {}
            }
        }
        if (btf == null) {
            throw bad(section, symbol, "its types are not known");
        }
        return new MapSpec(
                symbol.name(),
                type(section, symbol, kind, btf.type(btf.resolve(key))),
                (int) btf.sizeOf(key),
                (int) btf.sizeOf(leaf),
                entries,
                flags,
                key,
                leaf,
                Sharing.Scope.NONE,
                null,
                null);
    }

    private int number(ElfObject.Section section, ElfObject.Symbol symbol, ByteBuffer bytes, BtfType.Member member) {
        int at = member.bitOffset() / 8;
        if (at > bytes.limit() - 4) {
            throw bad(section, symbol, "its field " + member.name() + " lies outside of it");
        }
        return bytes.getInt(at);
    }

    private MapType type(ElfObject.Section section, ElfObject.Symbol symbol, String kind, BtfType key) {
        if (kind.equals("histogram")) {
            // A histogram of plain slots is an array; any other key needs a hash.
            return key instanceof BtfType.Int integer && integer.name().equals("int") ? MapType.ARRAY : MapType.HASH;
        }
        MapType alias = BCC_TYPES.get(kind);
        if (alias != null) {
            return alias;
        }
        try {
            return MapType.valueOf(kind.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw bad(section, symbol, "there is no table type " + kind);
        }
    }

    private RuntimeException bad(ElfObject.Section section, ElfObject.Symbol symbol, String reason) {
        return MalformedObject.at(elf.name(), section.name(), symbol.value(), "map " + symbol.name() + ": " + reason);
    }
}
