package io.polyprobe.clang;

import io.polyprobe.diag.CompileException;
import io.polyprobe.diag.Diagnostic;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One clang of this machine.
 *
 * @param path its executable
 * @param identity what tells this clang from another, found without running it
 */
public record Clang(Path path, String identity) {
    /** Far more than the largest script needs, so that a clang that hangs does not hang the script. */
    public static final Duration LIMIT = Duration.ofMinutes(2);

    /** Messages beyond this are dropped: a person reads the first ones. */
    private static final int MESSAGES = 1 << 20;

    private static final Duration DRAIN = Duration.ofSeconds(5);

    /**
     * Runs clang in {@code directory} with standard input empty.
     *
     * @throws CompileException where clang cannot be started, exceeds {@code limit}, or {@code reader} cannot read
     *     what a successful clang wrote
     * @throws InterruptedException where the thread is interrupted; clang is dead by then
     */
    public <T> ClangRun<T> run(Path directory, List<String> arguments, ClangRun.Reader<T> reader, Duration limit)
            throws InterruptedException {
        var process = start(directory, arguments);
        try {
            var messages = inBackground(() -> readMessages(process.getErrorStream()));
            var output = inBackground(() -> readOutput(process.getInputStream(), reader));
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed("%s did not finish within %d s".formatted(path, limit.toSeconds()), null);
            }
            return new ClangRun<>(process.exitValue(), await(output), await(messages));
        } finally {
            kill(process);
        }
    }

    private Process start(Path directory, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(path.toString());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        // CPATH and its like would change what is compiled without changing the cache's key.
        builder.environment()
                .keySet()
                .removeIf(name -> !List.of("PATH", "HOME", "TMPDIR").contains(name));
        builder.environment().put("LC_ALL", "C");
        try {
            return builder.start();
        } catch (IOException e) {
            throw failed("%s cannot be run".formatted(path), e);
        }
    }

    /** Standard output must be read to its end even where the reader gives up, or clang would block. */
    private static <T> T readOutput(InputStream in, ClangRun.Reader<T> reader) throws IOException {
        try (in) {
            var result = reader.read(in);
            in.transferTo(OutputStream.nullOutputStream());
            return result;
        } catch (IOException | RuntimeException e) {
            in.transferTo(OutputStream.nullOutputStream());
            throw e;
        }
    }

    private static String readMessages(InputStream in) throws IOException {
        try (in) {
            var text = new String(in.readNBytes(MESSAGES), StandardCharsets.UTF_8);
            in.transferTo(OutputStream.nullOutputStream());
            return text;
        }
    }

    private static <T> FutureTask<T> inBackground(Callable<T> work) {
        var task = new FutureTask<>(work);
        Thread.ofVirtual().name("clang-output").start(task);
        return task;
    }

    private <T> T await(FutureTask<T> task) throws InterruptedException {
        try {
            return task.get(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw failed("%s ended, but something it started still holds its output".formatted(path), e);
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case CompileException known -> known;
                case IOException io -> failed("the output of %s cannot be read".formatted(path), io);
                case UncheckedIOException io -> failed("the output of %s cannot be read".formatted(path), io);
                case null, default -> new IllegalStateException(e);
            };
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static CompileException failed(String message, @Nullable Throwable cause) {
        var diagnostic = Diagnostic.error(message, "POLYPROBE_CLANG names another clang to use.");
        return new CompileException(
                cause == null || cause.getMessage() == null
                        ? diagnostic
                        : diagnostic.withContext(List.of(cause.getMessage())),
                cause);
    }
}
