package io.polyprobe.polyglot.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What became of a tool; a line of the table of results.
 *
 * @param loop whether it came to wait for events, or did all its work where it does not wait
 * @param rows whether its output held what it must; {@code -} where nothing was expected
 * @param exitCode how it ended; -1: it did not
 * @param reason the first words of an error, or nothing
 */
public record Outcome(String tool, boolean loop, String rows, int exitCode, String reason) {
    private static final Pattern ERROR = Pattern.compile(
            "^(.*(?:\\berror:|Error\\b|Exception\\b|[Cc]annot |[Cc]ould not |not found|Failed ).*)$",
            Pattern.MULTILINE);
    private static final int LONGEST_REASON = 160;

    /** The columns of {@link #line}. */
    public static final String COLUMNS = "tool\tevent loop\trows\texit code\treason";

    /** What is to be said of a tool that has ended. */
    public static Outcome of(Tool tool, boolean loop, int exitCode, String output) {
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
    public boolean clean() {
        return loop && exitCode == 0;
    }

    /** The file that holds what a tool printed. */
    static Path output(Path folder, String tool) {
        return folder.resolve(tool + ".out");
    }

    /** Outcomes that a file holds, by tool; none where there is no such file. */
    public static Map<String, Outcome> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Map.of();
        }
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#"))
                .map(Outcome::parse)
                .collect(Collectors.toMap(Outcome::tool, Function.identity()));
    }

    /** The opposite of {@link #line}. */
    public static Outcome parse(String line) {
        String[] fields = line.split("\t", -1);
        return new Outcome(fields[0], fields[1].equals("yes"), fields[2], Integer.parseInt(fields[3]), fields[4]);
    }

    /** Its line, with tabs between the columns. */
    public String line() {
        return String.join("\t", tool, loop ? "yes" : "no", rows, Integer.toString(exitCode), reason);
    }
}
