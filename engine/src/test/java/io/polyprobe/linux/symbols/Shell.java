package io.polyprobe.linux.symbols;

import io.polyprobe.object.ElfImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A bash that waits for a line to run: a program of which all machines have the symbols. */
final class Shell implements AutoCloseable {
    private static final String SCRIPT = "echo ready; read -r line; eval \"$line\"";

    private final Process process;
    private final BufferedReader output;
    private long base = -1;

    /** @param command the shell, or what becomes it and takes the script as its last argument */
    Shell(String... command) throws IOException {
        var words = new ArrayList<>(List.of(command));
        if (command.length == 1) {
            words.add("-c");
        }
        words.add(SCRIPT);
        process = new ProcessBuilder(words).redirectErrorStream(true).start();
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        awaitReady();
    }

    private void awaitReady() throws IOException {
        String line = output.readLine();
        if (!"ready".equals(line)) {
            throw new IOException("the shell says " + line);
        }
    }

    /** Runs a line that prints {@code ready} when it has got so far. */
    void say(String line) throws IOException {
        var input = process.outputWriter();
        input.write(line + "\n");
        input.flush();
        awaitReady();
    }

    int pid() {
        return (int) process.pid();
    }

    /** Where one of bash's functions is in this process. */
    long address(String function) throws IOException {
        try (var file = ElfImage.open(Path.of("/bin/bash"))) {
            long offset = file.offset(file.symbol(function).orElseThrow()).orElseThrow();
            if (base == -1) {
                Mapping code = Mapping.of(pid()).getFirst();
                base = code.start() - code.offset();
            }
            return base + offset;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
