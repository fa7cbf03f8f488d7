package io.polyprobe.clang;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * What one run of clang left behind.
 *
 * @param exitCode 0 where clang found no error
 * @param output what the {@link Reader} made of standard output
 * @param messages standard error
 */
public record ClangRun<T>(int exitCode, T output, String messages) {
    /** Reads clang's standard output while it is being written. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(InputStream output) throws IOException;
    }

    /** Takes standard output as text. */
    public static final Reader<String> AS_TEXT = in -> new String(in.readAllBytes(), StandardCharsets.UTF_8);

    public boolean succeeded() {
        return exitCode == 0;
    }
}
