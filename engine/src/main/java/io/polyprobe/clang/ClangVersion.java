package io.polyprobe.clang;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A clang's version.
 *
 * @param text the line by which clang names itself, such as {@code Debian clang version 14.0.6}
 */
public record ClangVersion(int major, int minor, String text) {
    /** The first version whose BPF back end emits all that the engine asks for. */
    public static final int OLDEST = 14;

    private static final Pattern VERSION = Pattern.compile("\\bclang version (\\d+)\\.(\\d+)");

    /** Reads the output of {@code clang --version}; empty where it is not clang that answered. */
    public static Optional<ClangVersion> parse(String output) {
        return output.lines().limit(4).flatMap(line -> parseLine(line).stream()).findFirst();
    }

    private static Optional<ClangVersion> parseLine(String line) {
        var match = VERSION.matcher(line);
        if (!match.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new ClangVersion(Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2)), line.strip()));
        } catch (NumberFormatException tooLong) {
            return Optional.empty();
        }
    }

    public boolean isUsable() {
        return major >= OLDEST;
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
