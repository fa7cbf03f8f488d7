package io.polyprobe.polyglot.script;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The languages that scripts are written in. */
public enum Language {
    PYTHON,
    JAVASCRIPT;

    /** Bytes that are read of a file to find its {@code #!} line: the kernel reads no more (execve(2)). */
    private static final int FIRST_LINE = 256;

    /** The language of a file by its name or else by its {@code #!} line; Python where neither tells. */
    public static Language of(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (name.endsWith(".js") || name.endsWith(".mjs")) {
            return JAVASCRIPT;
        }
        if (name.endsWith(".py")) {
            return PYTHON;
        }
        try (var in = Files.newInputStream(file)) {
            String start = new String(in.readNBytes(FIRST_LINE), StandardCharsets.ISO_8859_1);
            String first = start.lines().findFirst().orElse("");
            return first.startsWith("#!") && first.contains("node") ? JAVASCRIPT : PYTHON;
        }
    }
}
