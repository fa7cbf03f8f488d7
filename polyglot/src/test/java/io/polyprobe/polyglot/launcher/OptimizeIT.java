package io.polyprobe.polyglot.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The option that has scripts compiled while they run. */
class OptimizeIT {
    /** As much of their name as the kernel keeps of threads that compile scripts; they start with the first that is compiled. */
    private static final String COMPILER = "TruffleCompiler";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"py, 'while True: pass'", "js, 'for (;;);'"})
    void what_runs_often_is_compiled(String suffix, String script) throws Exception {
        Path file = Files.writeString(folder.resolve("script." + suffix), script);
        try (var running = Launcher.start(Map.of(), List.of("--optimize", file.toString()))) {
            running.await(_ -> compiles(running.pid()), () -> {});
        }
    }

    private static boolean compiles(long pid) {
        try (var threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return threads.anyMatch(thread -> name(thread).startsWith(COMPILER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path thread) {
        try {
            return Files.readString(thread.resolve("comm"));
        } catch (IOException _) {
            return ""; // it has ended
        }
    }
}
