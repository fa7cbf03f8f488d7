package io.polyprobe.clang;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A shell script in clang's place, which counts its runs in a file beside it. */
public record FakeClang(Path path) {
    public static FakeClang answering(Path file, String version) throws IOException {
        return running(file, "echo 'clang version " + version + "'");
    }

    /** A clang that hands its arguments to the real one. */
    public static FakeClang before(Clang real, Path file) throws IOException {
        return running(file, "exec '" + real.path() + "' \"$@\"");
    }

    public static FakeClang running(Path file, String command) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\necho run >> '" + file + ".runs'\n" + command + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new FakeClang(file);
    }

    public long runs() throws IOException {
        var log = Path.of(path + ".runs");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    public Clang clang() {
        return new Clang(path, path.toString());
    }
}
