package io.polyprobe.polyglot.guest;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What became of a tool; a line of the table of results.
 *
 * @param loop whether it came to wait for events, or did all its work where it does not wait
 * @param rows whether its output held what it must; {@code -} where nothing was expected
 * @param exitCode how it ended; -1: it did not
 * @param reason the first words of an error, or nothing
 */
record Outcome(String tool, boolean loop, String rows, int exitCode, String reason) {
    private static final Pattern ERROR = Pattern.compile(
            "^(.*(?:\\berror:|Error\\b|Exception\\b|[Cc]annot |[Cc]ould not |not found|Failed ).*)$",
            Pattern.MULTILINE);
    private static final int LONGEST_REASON = 160;

    /** The columns of {@link #line}. */
    static final String COLUMNS = "tool\tevent loop\trows\texit code\treason";

    static Outcome of(Tool tool, boolean loop, int exitCode, String output) {
        String rows = !tool.expectsRow() ? "-" : tool.rowIn(output) ? "yes" : "no";
        boolean fine = loop && exitCode == 0 && !rows.equals("no");
        return new Outcome(tool.name(), loop, rows, exitCode, fine ? "" : reason(output));
    }

    private static String reason(String output) {
        var found = ERROR.matcher(output)
                .results()
                .map(match -> match.group().strip())
                .toList();
        var ours = found.stream().filter(line -> line.contains("error:")).findFirst();
        String line =
                ours.orElse(found.isEmpty() ? output.strip() : found.getLast()).replaceAll("\\s+", " ");
        return line.substring(0, Math.min(line.length(), LONGEST_REASON));
    }

    /** Reached its event loop and ended cleanly. */
    boolean clean() {
        return loop && exitCode == 0;
    }

    /** The file that holds what a tool printed. */
    static Path output(Path folder, String tool) {
        return folder.resolve(tool + ".out");
    }

    static Outcome parse(String line) {
        String[] fields = line.split("\t", -1);
        return new Outcome(fields[0], fields[1].equals("yes"), fields[2], Integer.parseInt(fields[3]), fields[4]);
    }

    String line() {
        return String.join("\t", tool, loop ? "yes" : "no", rows, Integer.toString(exitCode), reason);
    }
}
