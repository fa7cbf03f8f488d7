package io.polyprobe.dialect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Texts of C that come with the engine. */
enum Resource {
    BASE,
    HELPERS,
    MACROS,
    MAPS,
    PROBES,
    PACKETS,
    PROTOCOLS,
    ANALYSIS,
    GENERATION,
    FOOTER;

    String file() {
        return name().toLowerCase(java.util.Locale.ROOT) + ".h";
    }

    String text() {
        return text(file());
    }

    /** A file's text, by its path beside this class. */
    static String text(String file) {
        try (var in = Resource.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the engine's resource " + file + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
