package io.polyprobe.polyglot.tools;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A Python script of the package, and what it is given on its command line. */
record Tool(String name, Path file, List<String> arguments) {
    private static final Path DIRECTORY = Path.of("/usr/sbin");
    private static final String SUFFIX = "-bpfcc";

    /** All of them, by name; the package's other scripts are for the shell and run these. */
    static List<Tool> all() throws IOException {
        Map<String, List<String>> arguments = Tables.read("arguments.txt");
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .filter(Tool::isPython)
                    .sorted()
                    .map(file -> of(file, arguments))
                    .toList();
        }
    }

    private static Tool of(Path file, Map<String, List<String>> arguments) {
        String name = DIRECTORY.relativize(file).toString().replace(SUFFIX, "");
        return new Tool(name, file, arguments.getOrDefault(name, List.of()));
    }

    private static boolean isPython(Path file) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String first = lines.readLine();
            return first != null && first.contains("python");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
