package io.polyprobe.linux.symbols;

import io.polyprobe.diag.ObjectException;
import io.polyprobe.linux.symbols.ElfSymbols.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The functions that can be traced in a program or library. */
public final class FileFunctions {
    /**
     * A function of a file.
     *
     * @param address as in the file's symbol table
     */
    public record Function(String name, long address) {}

    private FileFunctions() {}

    /**
     * Those whose names are wanted, in the order of the symbol tables: of the file with the stripped symbols first. One
     * that is in several tables is there as often.
     *
     * @throws ObjectException where the file cannot be read or is no program
     */
    public static List<Function> of(Path path, Predicate<String> wanted) {
        var functions = new ArrayList<Function>();
        try (var symbols = new ElfSymbols(Place.of(path))) {
            symbols.read().forEach((name, address) -> {
                if (wanted.test(name)) {
                    functions.add(new Function(name, address));
                }
            });
        }
        return functions;
    }
}
