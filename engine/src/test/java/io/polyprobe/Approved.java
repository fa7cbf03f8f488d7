package io.polyprobe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that tests read beside their class, and texts that a person has once read and found right. */
public final class Approved {
    private Approved() {}

    public static byte[] bytes(Class<?> test, String file) {
        try (InputStream in = test.getResourceAsStream(file)) {
            assertThat(in).as(file).isNotNull();
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Compares a text with an approved one. Where they differ, or none is approved yet, the new one is left in
     * {@code target/approval} to be looked at, and copied beside the test's class where it is right.
     */
    public static void matches(Class<?> test, String file, String actual) {
        var in = test.getResource(file);
        String approved = in == null ? "" : new String(bytes(test, file), StandardCharsets.UTF_8);
        if (!approved.equals(actual)) {
            try {
                Path received =
                        Files.createDirectories(Path.of("target", "approval")).resolve(file);
                Files.writeString(received, actual);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        assertThat(actual).as("target/approval/" + file).isEqualTo(approved);
    }
}
