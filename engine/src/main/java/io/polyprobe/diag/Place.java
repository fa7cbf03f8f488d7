package io.polyprobe.diag;

import org.jspecify.annotations.Nullable;

/**
 * A place in a source that a person wrote.
 *
 * @param file the file as its author would name it
 * @param line line number from 1
 * @param column column from 1, or 0 where the whole line is meant
 * @param length how many columns are at fault, at least 1; meaningless where {@code column} is 0
 * @param text the text of the line, or null where it is not at hand
 */
public record Place(
        String file,
        int line,
        int column,
        int length,
        @Nullable String text) {
    @Override
    public String toString() {
        return column > 0 ? file + ":" + line + ":" + column : file + ":" + line;
    }
}
