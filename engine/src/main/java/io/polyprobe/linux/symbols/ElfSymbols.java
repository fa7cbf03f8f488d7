package io.polyprobe.linux.symbols;

import io.polyprobe.diag.ObjectException;
import io.polyprobe.object.ElfImage;
import io.polyprobe.target.Symbol;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The functions of one program or library, with those of its debug file; read when the first is sought. */
final class ElfSymbols implements AutoCloseable {
    private final ElfImage file;
    private final Place place;
    private @Nullable ElfImage debug;
    private @Nullable SymbolTable table;

    /** @throws ObjectException where it cannot be read or is no program or library */
    ElfSymbols(Place place) {
        this(ElfImage.open(place.path()), place);
    }

    ElfSymbols(ElfImage file, Place place) {
        this.file = file;
        this.place = place;
    }

    /** What the linker made of the file's content, in lower-case hexadecimal. */
    Optional<String> buildId() {
        return DebugFile.buildId(file);
    }

    /** @return the function, without a name where none is known at that offset */
    Symbol at(long fileOffset, String module) {
        OptionalLong address = file.address(fileOffset);
        return (address.isPresent() ? table().at(address.getAsLong(), module) : Optional.<Symbol>empty())
                .orElse(new Symbol("", fileOffset, module));
    }

    private SymbolTable table() {
        if (table == null) {
            table = read().build();
        }
        return table;
    }

    /** All functions: those that were stripped from the file first. */
    SymbolTable.Builder read() {
        var builder = new SymbolTable.Builder();
        debug = DebugFile.of(file, place).orElse(null);
        if (debug != null) {
            add(debug, builder);
        }
        add(file, builder);
        return builder;
    }

    private static void add(ElfImage file, SymbolTable.Builder to) {
        try {
            file.functions(to::add);
        } catch (ObjectException | InternalError _) {
            // A damaged table, or a file cut off while it is mapped: what was read before is good.
        }
    }

    @Override
    public void close() {
        file.close();
        if (debug != null) {
            debug.close();
        }
    }

    /**
     * Where a file is.
     *
     * @param path the file as we reach it
     * @param folder where it is, as its process knows it
     * @param root that process's root directory as we see it, empty where it is ours
     */
    record Place(Path path, Path folder, Path root) {
        /** A file of ours. */
        static Place of(Path path) {
            Path absolute = path.toAbsolutePath();
            Path parent = absolute.getParent();
            return new Place(absolute, parent == null ? absolute : parent, Path.of(""));
        }
    }
}
