package io.polyprobe.polyglot.guest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A tool as it is tried.
 *
 * @param name as in {@code execsnoop}
 * @param arguments of its command line
 * @param workload what a shell does again and again while it runs, in words of {@code workloads.sh}
 * @param row what its output must hold, or nothing where no row can be expected
 * @param ending who ends it
 * @param compared which of its lines must be those of BCC, or nothing where they are not compared
 */
public record Tool(String name, List<String> arguments, String workload, Pattern row, Ending ending, Pattern compared) {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    /** Who ends a tool, and so when its rows are there. */
    public enum Ending {
        /** Ctrl-C as soon as its row is there. */
        ROW,
        /** Ctrl-C, upon which it prints what it gathered. */
        SUMMARY,
        /** It ends by itself. */
        ITSELF,
        /** It cannot run where it is tried, says why and ends. */
        REFUSED
    }

    /** Where Debian installs it. */
    public Path script() {
        return Path.of("/usr/sbin", name + "-bpfcc");
    }

    static List<Tool> all() {
        return read(Tool.class, "tools.tsv");
    }

    /**
     * A table of tools: tool, ending, arguments, workload, row and compared lines, separated by tabs.
     *
     * @param beside the class that has it as a resource
     */
    public static List<Tool> read(Class<?> beside, String name) {
        try (var lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(beside.getResourceAsStream(name)), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Tool::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Tool parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != 6) {
            throw new IllegalArgumentException("a table of tools has six fields: " + line);
        }
        List<String> arguments = WORD.matcher(fields[2])
                .results()
                .map(word -> word.group(1) == null ? word.group() : word.group(1))
                .toList();
        return new Tool(
                fields[0],
                arguments,
                fields[3],
                Pattern.compile(fields[4], Pattern.MULTILINE),
                Ending.valueOf(fields[1].toUpperCase(java.util.Locale.ROOT)),
                Pattern.compile(fields[5], Pattern.MULTILINE));
    }

    /** Whether its output holds what it must. */
    public boolean rowIn(String output) {
        return row.matcher(output).find();
    }

    public boolean expectsRow() {
        return !row.pattern().isEmpty();
    }

    boolean isCompared() {
        return !compared.pattern().isEmpty();
    }

    /** Its command line, where {@code {pid}} stands for the {@link Bystander}. */
    public List<String> arguments(String pid) {
        return arguments.stream().map(word -> word.replace("{pid}", pid)).toList();
    }
}
