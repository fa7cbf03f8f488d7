package io.polyprobe.polyglot.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The same tool, with the same workload, under BCC itself. */
final class PeerRun {
    private static final long START_SECONDS = 600;
    private static final long ROW_SECONDS = 180;
    private static final long END_SECONDS = 120;
    private static final int ENOUGH_ROUNDS = 3;
    private static final Pattern ATTACHED = Pattern.compile("perf_event|bpf_link|raw-tracepoint");
    private static final int SLICE_MILLIS = 400;

    private final Tool tool;
    private final Path workloads;
    private final Path output;
    private Duration used = Duration.ZERO;

    /** @param output gets what the tool prints */
    PeerRun(Tool tool, Path workloads, Path output) {
        this.tool = tool;
        this.workloads = workloads;
        this.output = output;
    }

    Outcome outcome() throws IOException, InterruptedException {
        try (var bystander = new Bystander()) {
            var command = new ArrayList<>(
                    List.of("/usr/bin/python3", "-u", tool.script().toString()));
            command.addAll(tool.arguments(bystander.pid()));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                return outcome(process);
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private Outcome outcome(Process process) throws IOException, InterruptedException {
        boolean worked = work(process);
        if (tool.ending() != Tool.Ending.ITSELF) {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
        boolean ended = process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        return Outcome.of(tool, worked, ended ? process.exitValue() : -1, printed());
    }

    /** Gives it something to see, until that is seen or it ends; says whether it began to look. */
    private boolean work(Process process) throws IOException, InterruptedException {
        if (!await(process, START_SECONDS, () -> isIdle(process) && attached(process))) {
            return endsByItself();
        }
        try (var workload = new Workload(tool.workload(), workloads)) {
            return await(process, ROW_SECONDS, () -> isIdle(process) && seen(workload)) || endsByItself();
        }
    }

    private boolean endsByItself() {
        return tool.ending() == Tool.Ending.ITSELF || tool.ending() == Tool.Ending.REFUSED;
    }

    /** Waits until something is so or the tool has ended; says whether it is so. */
    private static boolean await(Process process, long seconds, Condition condition)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.holds()) {
            if (process.waitFor(SLICE_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                return false;
            }
        }
        return true;
    }

    /** Whether it holds a probe open, and perhaps not all of them: what it prints before may be its compiler's warnings. */
    private static boolean attached(Process process) throws IOException {
        Path descriptors = Path.of("/proc", Long.toString(process.pid()), "fd");
        try (var open = Files.list(descriptors)) {
            return open.anyMatch(fd -> ATTACHED.matcher(target(fd)).find());
        } catch (NoSuchFileException _) {
            return false; // it has ended
        }
    }

    /** Whether it has done nothing since it was last asked: then it waits for events or Ctrl-C. */
    private boolean isIdle(Process process) {
        Duration before = used;
        used = process.info().totalCpuDuration().orElse(Duration.ZERO);
        return used.equals(before);
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException _) {
            return ""; // it was closed meanwhile
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private boolean seen(Workload workload) throws IOException {
        boolean worked = workload.rounds() >= ENOUGH_ROUNDS;
        return switch (tool.ending()) {
            case ROW -> worked && tool.rowIn(printed());
            case SUMMARY -> worked;
            case ITSELF, REFUSED -> false;
        };
    }

    private String printed() throws IOException {
        return Files.readString(output);
    }
}
