package io.polyprobe.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file of what Linux answered. */
record Recording(String file) {
    private static final Path FOLDER = Path.of("src/test/resources/io/polyprobe/conformance");

    /** Whether this run is to write the files rather than to compare with them. */
    static boolean isWanted() {
        return Boolean.getBoolean("polyprobe.record");
    }

    List<String> lines() {
        try (InputStream in = Recording.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new AssertionError(file + " is missing; record it as package-info says");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new AssertionError(file, e);
        }
    }

    void write(List<String> lines) {
        try {
            Files.write(FOLDER.resolve(file), lines);
        } catch (IOException e) {
            throw new AssertionError(file, e);
        }
    }
}
