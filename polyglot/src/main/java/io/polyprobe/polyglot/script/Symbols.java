package io.polyprobe.polyglot.script;

import io.polyprobe.linux.symbols.Demangler;
import io.polyprobe.linux.symbols.FileFunctions;
import io.polyprobe.target.Symbol;
import io.polyprobe.target.Symbolizer;
import io.polyprobe.usdt.UserFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What addresses are called, spelled as BCC spells it; and the functions of files. Addresses are unsigned. */
public final class Symbols {
    private static final String UNKNOWN = "[unknown]";

    private final Supplier<Symbolizer> open;
    private final Border border;
    private @Nullable Symbolizer symbolizer;

    /** @param open opens the target's symbols when the first is sought; the target closes them */
    Symbols(Supplier<Symbolizer> open, Border border) {
        this.open = open;
        this.border = border;
    }

    private synchronized Symbolizer symbolizer() {
        if (symbolizer == null) {
            symbolizer = open.get();
        }
        return symbolizer;
    }

    /**
     * The function at an address: {@code name}, and where wanted {@code +0xOFFSET} and {@code  [MODULE]}.
     *
     * @param pid of the process, negative for the kernel
     */
    public String name(long address, int pid, boolean showModule, boolean showOffset, boolean demangle) {
        return border.call("cannot look up an address", () -> {
            var symbol = pid < 0 ? symbolizer().kernel(address) : symbolizer().user(pid, address);
            return spell(symbol, showModule, showOffset, demangle && pid >= 0);
        });
    }

    /** The function at an offset into a file that {@link #addFile} made known, as {@link #name} spells it. */
    public String nameInFile(String buildId, long offset, boolean showModule, boolean showOffset) {
        return border.call(
                "cannot look up an address",
                () -> spell(symbolizer().buildId(buildId, offset), showModule, showOffset, false));
    }

    private static String spell(Optional<Symbol> found, boolean showModule, boolean showOffset, boolean demangle) {
        if (found.isEmpty()) {
            return UNKNOWN;
        }
        Symbol symbol = found.get();
        var text = new StringBuilder();
        if (symbol.name().isEmpty()) {
            text.append(UNKNOWN);
        } else {
            text.append(demangle ? Demangler.demangle(symbol.name()) : symbol.name());
            if (showOffset) {
                text.append("+0x").append(Long.toHexString(symbol.offset()));
            }
        }
        if (showModule) {
            String module = symbol.module();
            text.append(" [")
                    .append(module.substring(module.lastIndexOf('/') + 1))
                    .append(']');
        }
        return text.toString();
    }

    /** Where a kernel function starts, or null. */
    public @Nullable Long kernelAddress(String function) {
        var address =
                border.call("cannot look up a function", () -> symbolizer().kernelAddress(function));
        return address.isPresent() ? address.getAsLong() : null;
    }

    /** Makes a file known by its build id. */
    public void addFile(String path) {
        border.call("cannot read " + path, () -> {
            symbolizer().addFile(path);
            return path;
        });
    }

    /** The path of a library such as {@code c}, or null; a path is its own. */
    public @Nullable String library(String name) {
        return name.indexOf('/') >= 0
                ? name
                : UserFiles.library(name).map(Path::toString).orElse(null);
    }

    /** The functions of a program or library whose names match from their start. */
    public List<FileFunctions.Function> functions(String path, String regex) {
        Predicate<String> matches = border.fromTheStart(regex);
        return border.call("cannot list the functions of " + path, () -> FileFunctions.of(Path.of(path), matches));
    }
}
