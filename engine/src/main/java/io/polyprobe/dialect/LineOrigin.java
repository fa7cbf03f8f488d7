package io.polyprobe.dialect;

import io.polyprobe.diag.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a person finds a line of C: in the file itself, or in the script that holds the C as a string.
 *
 * <p>A script may have changed the string before handing it over: escapes, {@code replace()}, formatting. Then lines are
 * found by {@link LineAlignment}, and columns by what stands on the line.
 */
public final class LineOrigin {
    private final String file;
    private final List<String> script;
    private final int @Nullable [] lines;

    private LineOrigin(String file, List<String> script, int @Nullable [] lines) {
        this.file = file;
        this.script = script;
        this.lines = lines;
    }

    /** C that is a file of its own, or was made up by a program. */
    public static LineOrigin itself(String file) {
        return new LineOrigin(file, List.of(), null);
    }

    /**
     * C that a script holds.
     *
     * @param file the script's name, as errors are to show it
     * @param script the script's text
     * @param c the C text
     */
    public static LineOrigin within(String file, String script, String c) {
        var scriptLines = script.lines().toList();
        int start = script.indexOf(c);
        int[] lines;
        if (start >= 0 && !c.isBlank()) {
            lines = consecutive(
                    (int) script.substring(0, start)
                            .chars()
                            .filter(x -> x == '\n')
                            .count(),
                    c);
        } else {
            lines = LineAlignment.align(c.lines().toList(), scriptLines);
        }
        return lines == null ? itself("C text in " + file) : new LineOrigin(file, scriptLines, lines);
    }

    private static int[] consecutive(int first, String c) {
        var lines = new int[(int) c.lines().count()];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = first + i;
        }
        return lines;
    }

    /**
     * The place that shows a piece of a line of C.
     *
     * @param line line of the C text, from 1
     * @param column characters from 1, 0 for the whole line
     * @param length characters
     * @param text the C line
     */
    public Place place(int line, int column, int length, String text) {
        if (lines == null) {
            return new Place(file, line, column, length, text);
        }
        if (lines.length == 0) {
            return new Place(file, 1, 0, 1, null);
        }
        // A message about the end of the text, such as a missing brace, is about its last line.
        int index = Math.clamp(line - 1, 0, lines.length - 1);
        int found = lines[index];
        if (found >= script.size()) {
            return new Place(file, found + 1, 0, 1, null);
        }
        var shown = script.get(found);
        int shownColumn = index == line - 1 && column > 0 ? ColumnAlignment.find(text, column, shown) : 0;
        return new Place(file, found + 1, shownColumn, length, shown);
    }
}
