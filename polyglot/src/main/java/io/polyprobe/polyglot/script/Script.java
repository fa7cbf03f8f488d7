package io.polyprobe.polyglot.script;

import java.nio.file.Path;
import java.util.List;

/**
 * A script to run.
 *
 * @param name its file as the user named it
 * @param arguments what followed it on the command line
 */
public record Script(String name, List<String> arguments, Language language) {
    public Script {
        arguments = List.copyOf(arguments);
    }

    public Path file() {
        return Path.of(name).toAbsolutePath();
    }

    /** A file that the script names, looked for beside it, as the user would name that from where they are. */
    Path beside(String other) {
        return Path.of(name).resolveSibling(other);
    }

    /** Name and arguments: what the languages call {@code argv}. */
    public List<String> argv() {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(name), arguments.stream())
                .toList();
    }
}
