package io.polyprobe.polyglot.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Tables beside this class: a tool's name and what is said of it, between bars; lines with {@code #} are remarks. */
final class Tables {
    private Tables() {}

    static Map<String, List<String>> read(String file) {
        var rows = new TreeMap<String, List<String>>();
        try (InputStream in = Objects.requireNonNull(Tables.class.getResourceAsStream(file), file)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Stream.of(line.split("\\|")).map(String::strip).toList())
                    .forEach(row -> rows.put(row.getFirst(), row.subList(1, row.size())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }
}
