package io.polyprobe.polyglot.script;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * C that a script wants to have compiled.
 *
 * @param text the C
 * @param file the file that it comes from, as the user would name it, or null where the script holds it
 * @param script the script that wants it
 * @param flags more options for clang
 * @param prologue plain C to come before it, not the script's own
 */
public record CText(String text, @Nullable Path file, Script script, List<String> flags, String prologue) {
    public CText {
        flags = List.copyOf(flags);
    }

    /** What messages call it: BCC says {@code <text>} for C that a script holds. */
    public String name() {
        return file == null ? "<text>" : file.toString();
    }
}
