package io.polyprobe.dialect;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program in C as a script hands it over.
 *
 * @param text the C text
 * @param name names it in objects and messages, such as {@code hello.c}
 * @param flags options for clang, after the engine's own
 * @param directory where files in {@code #include "x.h"} are, or null
 * @param origin where people find its lines
 * @param prologue plain C that comes before the text and is no part of it, such as functions that read a USDT probe's
 *     arguments
 */
public record CSource(
        String text,
        String name,
        List<String> flags,
        @Nullable Path directory,
        LineOrigin origin,
        String prologue) {
    public CSource {
        flags = List.copyOf(flags);
    }

    /** C without a prologue. */
    public CSource(String text, String name, List<String> flags, @Nullable Path directory, LineOrigin origin) {
        this(text, name, flags, directory, origin, "");
    }

    /** C that stands alone. */
    public static CSource of(String name, String text) {
        return new CSource(text, name, List.of(), null, LineOrigin.itself(name));
    }

    /** The same text with plain C before it. */
    public CSource withPrologue(String before) {
        return new CSource(text, name, flags, directory, origin, before);
    }
}
