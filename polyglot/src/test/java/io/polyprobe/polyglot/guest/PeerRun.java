package io.polyprobe.polyglot.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The same tool, with the same workload, under BCC itself. */
final class PeerRun {
    private static final long ROW_SECONDS = 180;
    private static final long END_SECONDS = 60;
    private static final int ENOUGH_ROUNDS = 3;
    private static final int SLICE_MILLIS = 400;

    private final Tool tool;
    private final Path workloads;
    private final Path output;

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
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ROW_SECONDS);
        while (printed().isBlank()) { // the words it begins with come when its probes are attached
            if (process.waitFor(SLICE_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                return tool.ending() == Tool.Ending.ITSELF || tool.ending() == Tool.Ending.REFUSED;
            }
        }
        try (var workload = new Workload(tool.workload(), workloads)) {
            while (!seen(workload)) {
                if (process.waitFor(SLICE_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
                    return tool.ending() == Tool.Ending.ITSELF || tool.ending() == Tool.Ending.REFUSED;
                }
            }
        }
        return true;
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
