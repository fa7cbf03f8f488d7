package io.polyprobe.linux.events;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A tracing instance ({@code Documentation/trace/ftrace.rst}, "Instances"): a ring buffer of our own that gets every
 * line of {@code bpf_trace_printk} as the common one does.
 *
 * <p>It is a directory, so it outlives a process that is killed. Its name holds the number of its process, and whoever
 * creates the next one removes those of the dead.
 */
final class TraceInstance implements AutoCloseable {
    private static final String PREFIX = "polyprobe-";

    private static int next;

    private final Path directory;

    private TraceInstance(Path directory) {
        this.directory = directory;
    }

    static TraceInstance create(TraceFs fs) {
        Path instances = fs.root().resolve("instances");
        sweep(instances);
        Path directory = instances.resolve(PREFIX + ProcessHandle.current().pid() + "-" + number());
        try {
            Files.createDirectory(directory);
            var instance = new TraceInstance(directory);
            try {
                instance.fs().enablePrinting();
            } catch (IOException e) {
                instance.close();
                throw e;
            }
            return instance;
        } catch (IOException e) {
            throw new TargetException(
                    Diagnostic.error(
                            "the kernel's trace lines cannot be read: another program reads them, and " + directory
                                    + " cannot be made: " + e.getMessage(),
                            "End the other reader of trace_pipe, such as another tracing script."),
                    e);
        }
    }

    private static synchronized int number() {
        return next++;
    }

    TraceFs fs() {
        return new TraceFs(directory);
    }

    @Override
    public void close() {
        remove(directory);
    }

    private static void sweep(Path instances) {
        try (DirectoryStream<Path> ours = Files.newDirectoryStream(instances, PREFIX + "*")) {
            for (Path instance : ours) {
                String pid = instance.getFileName().toString().split("-", -1)[1];
                if (!Files.exists(Path.of("/proc", pid))) {
                    remove(instance);
                }
            }
        } catch (IOException e) {
            // Then there is nothing to sweep either: creating one tells the reason.
        }
    }

    private static void remove(Path instance) {
        try {
            Files.delete(instance);
        } catch (IOException e) {
            // Someone else looks into it; the next sweep gets it.
        }
    }
}
