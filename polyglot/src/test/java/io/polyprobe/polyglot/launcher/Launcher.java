package io.polyprobe.polyglot.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Starts {@code ./polyprobe} at the top of the source tree. */
final class Launcher {
    /** The top of the source tree: Maven runs tests in their module's folder. */
    static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    private static final long PATIENCE_SECONDS = 180;

    private Launcher() {}

    /** What a finished run left. */
    record Result(int exitCode, String out, String err) {}

    static Result run(String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), List.of(arguments));
    }

    static Result run(Map<String, String> environment, List<String> arguments)
            throws IOException, InterruptedException {
        try (var running = start(environment, arguments)) {
            return running.finish();
        }
    }

    static Running start(Map<String, String> environment, List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(HOME.resolve("polyprobe").toString());
        command.addAll(arguments);
        return new Running(command, environment);
    }

    /**
     * The same without any capability, which root gives up for it: it may do what an ordinary user may (capabilities(7)),
     * and still reads root's own files.
     */
    static Result runUnprivileged(List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"));
        }
        command.add(HOME.resolve("polyprobe").toString());
        command.addAll(arguments);
        try (var running = new Running(command, Map.of())) {
            return running.finish();
        }
    }

    /** A run under way. Its output is kept in files, so that nothing ever blocks on a full pipe. */
    static final class Running implements AutoCloseable {
        private final Path out = Files.createTempFile("polyprobe", ".out");
        private final Path err = Files.createTempFile("polyprobe", ".err");
        private final Process process;

        Running(List<String> command, Map<String, String> environment) throws IOException {
            // Whoever started us in the background may have Ctrl-C ignored.
            var heard = Stream.concat(Stream.of("env", "--default-signal=INT"), command.stream());
            var builder = new ProcessBuilder(heard.toList()).directory(HOME.toFile());
            builder.redirectInput(Path.of("/dev/null").toFile());
            builder.redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("POLYPROBE_"));
            builder.environment().putAll(environment);
            process = builder.start();
        }

        long pid() {
            return process.pid();
        }

        /** Waits until what it has printed so far satisfies a condition, while something is done again and again. */
        void await(Predicate<String> condition, ThrowingRunnable meanwhile) throws IOException, InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!condition.test(Files.readString(out))) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    throw new AssertionError((process.isAlive() ? "it never printed that" : "it has ended")
                            + "; standard output:\n" + Files.readString(out) + "\nstandard error:\n"
                            + Files.readString(err));
                }
                meanwhile.run();
                Thread.sleep(50);
            }
        }

        /** Does something again and again until it ends by itself. */
        void whileAlive(ThrowingRunnable meanwhile) throws IOException, InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (process.isAlive() && System.nanoTime() < end) {
                meanwhile.run();
                Thread.sleep(50);
            }
        }

        /** Sends a signal as kill(1) does: {@code INT}, {@code TERM}, {@code KILL}. */
        void signal(String name) throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        }

        Result finish() throws IOException, InterruptedException {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("it does not end; standard error:\n" + Files.readString(err));
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            process.onExit().join();
            Files.delete(out);
            Files.delete(err);
        }
    }

    interface ThrowingRunnable {
        void run() throws IOException;
    }
}
