package io.polyprobe.linux.symbols;

import io.polyprobe.target.Symbol;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The functions of one program or library, with those of its debug file; read when the first is sought. */
final class ElfSymbols {
    private final ElfFile file;
    private final Supplier<Optional<ElfFile>> debug;
    private @Nullable SymbolTable table;

    /** @param debug finds the file with the symbols that were stripped from this one */
    ElfSymbols(ElfFile file, Supplier<Optional<ElfFile>> debug) {
        this.file = file;
        this.debug = debug;
    }

    Optional<String> buildId() {
        return file.buildId();
    }

    /** @return the function, without a name where none is known at that offset */
    Symbol at(long fileOffset, String module) {
        OptionalLong address = file.addressOf(fileOffset);
        return (address.isPresent() ? table().at(address.getAsLong(), module) : Optional.<Symbol>empty())
                .orElse(new Symbol("", fileOffset, module));
    }

    private SymbolTable table() {
        if (table == null) {
            var builder = new SymbolTable.Builder();
            debug.get().ifPresent(stripped -> add(stripped, builder));
            add(file, builder);
            table = builder.build();
        }
        return table;
    }

    private static void add(ElfFile file, SymbolTable.Builder to) {
        try {
            file.functions(to);
        } catch (IndexOutOfBoundsException | InternalError _) {
            // A damaged table, or a file cut off while it is mapped: what was read before is good.
        }
    }
}
