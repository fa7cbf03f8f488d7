package io.polyprobe.clang;

import io.polyprobe.diag.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One message of clang's, as it writes them under {@link #FLAGS}.
 *
 * @param file the file as clang names it, empty for messages of the driver and the back end
 * @param line from 1, 0 where there is no file
 * @param column bytes from 1, 0 where unknown
 * @param length how many bytes are at fault, at least 1
 * @param notes what clang adds to it, in order
 */
public record ClangMessage(
        Severity severity, String file, int line, int column, int length, String text, List<ClangMessage> notes) {
    /** What makes clang write one line a message, with the range at fault; proposals stand in the text. */
    public static final List<String> FLAGS = List.of(
            "-fno-color-diagnostics",
            "-fdiagnostics-format=clang",
            "-fno-caret-diagnostics",
            "-fdiagnostics-print-source-range-info");

    private static final Pattern PLACED =
            Pattern.compile("(.+?):(\\d+):(\\d+):((?:\\{\\d+:\\d+-\\d+:\\d+})*)(?<=[:}]):? "
                    + "(fatal error|error|warning|note|remark): (.*)");
    private static final Pattern RANGE = Pattern.compile("\\{(\\d+):(\\d+)-(\\d+):(\\d+)}");
    private static final Pattern BARE = Pattern.compile("(?:\\S*: )?(fatal error|error|warning): (.*)");

    public ClangMessage {
        notes = List.copyOf(notes);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** Reads all that clang wrote to standard error; what is no message is left out. */
    public static List<ClangMessage> parse(String messages) {
        var found = new ArrayList<ClangMessage>();
        messages.lines().forEach(line -> {
            var message = parseLine(line);
            if (message == null) {
                return;
            }
            if (message.severity != Severity.NOTE) {
                found.add(message);
            } else if (!found.isEmpty()) {
                found.addLast(found.removeLast().withNote(message));
            }
        });
        return found;
    }

    private static @Nullable ClangMessage parseLine(String text) {
        var placed = PLACED.matcher(text);
        if (placed.matches()) {
            int line = number(placed.group(2));
            int column = number(placed.group(3));
            return new ClangMessage(
                    severity(placed.group(5)),
                    placed.group(1),
                    line,
                    column,
                    length(placed.group(4), line, column),
                    placed.group(6),
                    List.of());
        }
        var bare = BARE.matcher(text);
        return bare.matches() ? new ClangMessage(severity(bare.group(1)), "", 0, 0, 1, bare.group(2), List.of()) : null;
    }

    /** How far the first range that holds the column reaches from it. */
    private static int length(String ranges, int line, int column) {
        Matcher range = RANGE.matcher(ranges);
        while (range.find()) {
            int end = number(range.group(4));
            if (number(range.group(1)) == line
                    && number(range.group(3)) == line
                    && number(range.group(2)) <= column
                    && end > column) {
                return end - column;
            }
        }
        return 1;
    }

    private static int number(String digits) {
        return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    private static Severity severity(String word) {
        return switch (word) {
            case "warning", "remark" -> Severity.WARNING;
            case "note" -> Severity.NOTE;
            default -> Severity.ERROR;
        };
    }

    private ClangMessage withNote(ClangMessage note) {
        var all = new ArrayList<>(notes);
        all.add(note);
        return new ClangMessage(severity, file, line, column, length, text, all);
    }
}
