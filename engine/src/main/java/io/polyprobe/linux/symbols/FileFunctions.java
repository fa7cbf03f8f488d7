package io.polyprobe.linux.symbols;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.ObjectException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
        try (var arena = Arena.ofConfined()) {
            ElfFile file = ElfFile.open(path, arena)
                    .orElseThrow(() -> new ObjectException(Diagnostic.error(path + " is no program or library")));
            var builder = new SymbolTable.Builder();
            Path absolute = path.toAbsolutePath();
            Path folder = Objects.requireNonNullElse(absolute.getParent(), absolute);
            DebugFile.of(file, absolute, folder, Path.of(""), arena).ifPresent(debug -> debug.functions(builder));
            file.functions(builder);
            var functions = new ArrayList<Function>();
            builder.forEach((name, address) -> {
                if (wanted.test(name)) {
                    functions.add(new Function(name, address));
                }
            });
            return functions;
        } catch (NoSuchFileException e) {
            throw new ObjectException(Diagnostic.error("there is no file " + path), e);
        } catch (IOException e) {
            throw new ObjectException(Diagnostic.error(path + " cannot be read: " + e.getMessage()), e);
        }
    }
}
