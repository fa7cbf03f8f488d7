package io.polyprobe.polyglot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A script in a process of its own, with real streams, signals and exit codes. */
final class ScriptProcess implements AutoCloseable {
    /** Long beyond what any script here takes; one that hangs is killed then. */
    private static final long LIMIT_SECONDS = 120;

    private final Process process;
    private final BufferedReader out;
    private final Path err;

    private ScriptProcess(Process process, Path err) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.err = err;
    }

    /** How a process ended. */
    record Ended(int code, String out, String err) {}

    static ScriptProcess start(Path directory, Class<?> main, List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT", // whoever started us in the background may have it ignored
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dpolyglot.engine.WarnInterpreterOnly=false",
                "-Dtest.sayWhenClosed=true",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        Path err = Files.createTempFile(directory, "stderr", ".txt");
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectError(err.toFile());
        builder.environment().putAll(Map.of("PYTHONPATH", "", "POLYPROBE_TARGET", ""));
        Process process = builder.start();
        CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
        return new ScriptProcess(process, err);
    }

    /** Reads a line that the script prints. */
    String line() {
        try {
            return String.valueOf(out.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    void closeInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Stops reading, as {@code head} does. */
    void closeOutput() throws IOException {
        out.close();
    }

    Ended end() throws IOException, InterruptedException {
        String rest = read();
        return new Ended(process.waitFor(), rest, Files.readString(err));
    }

    private String read() {
        try {
            var all = new StringBuilder();
            for (int c = out.read(); c >= 0; c = out.read()) {
                all.append((char) c);
            }
            return all.toString();
        } catch (IOException _) {
            return "";
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
