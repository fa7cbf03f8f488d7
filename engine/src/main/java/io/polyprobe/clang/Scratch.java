package io.polyprobe.clang;

import io.polyprobe.diag.CompileException;
import io.polyprobe.diag.Diagnostic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A directory for one compilation; closing it deletes it with all it holds. */
public final class Scratch implements AutoCloseable {
    private final Path directory;

    private Scratch(Path directory) {
        this.directory = directory;
    }

    /** Makes a new empty directory that only this user can enter, where the JVM keeps temporary files. */
    public static Scratch create() {
        try {
            return new Scratch(Files.createTempDirectory("polyprobe"));
        } catch (IOException e) {
            throw failed("no directory can be made in " + System.getProperty("java.io.tmpdir"), e);
        }
    }

    public Path directory() {
        return directory;
    }

    /**
     * Writes a file, and the directories that lead to it. What UTF-8 cannot hold (half of a surrogate pair) becomes a
     * question mark.
     *
     * @param name a path within this directory
     */
    public Path write(String name, String text) {
        var file = directory.resolve(name).normalize();
        if (!file.startsWith(directory)) {
            throw new IllegalArgumentException(name + " leads out of the directory");
        }
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw failed(file + " cannot be written", e);
        }
    }

    /** Reads a file, if it is there. */
    public Optional<byte[]> read(String name) {
        try {
            return Optional.of(Files.readAllBytes(directory.resolve(name)));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed(name + " cannot be read", e);
        }
    }

    @Override
    public void close() {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw failed(directory + " cannot be deleted", e);
        }
    }

    private static CompileException failed(String what, IOException cause) {
        return new CompileException(
                Diagnostic.error("compiling needs temporary files, and " + what).withContext(List.of(cause.toString())),
                cause);
    }
}
