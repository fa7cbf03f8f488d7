package io.polyprobe.polyglot.guest;

import io.polyprobe.polyglot.script.Interrupts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Runs tools one after the other in this JVM. What each printed goes to a file {@code TOOL.out} of a folder, and a line
 * of {@link Outcome} to its {@code outcomes.tsv}. A tool that does not end takes the JVM with it: started again, the batch
 * goes on with the next. With {@code --bcc} it is BCC that runs them, those that are compared, into a folder of its own.
 */
public final class ToolBatch {
    private static final int AGAIN = 75;

    private ToolBatch() {}

    /** @param arguments the folder, perhaps {@code --bcc}, then the tools' names (none: all) */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        var names = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
        boolean bcc = names.remove("--bcc");
        Path workloads = folder.resolve("workloads.sh");
        try (InputStream in = ToolBatch.class.getResourceAsStream("workloads.sh")) {
            Files.write(workloads, Objects.requireNonNull(in).readAllBytes());
        }
        Path outcomes = folder.resolve("outcomes.tsv");
        Set<String> done = done(outcomes);
        for (Tool tool : Tool.all()) {
            boolean asked = names.isEmpty() ? !bcc || tool.isCompared() : names.contains(tool.name());
            if (asked && !done.contains(tool.name())) {
                long start = System.nanoTime();
                Outcome outcome = bcc
                        ? new PeerRun(tool, workloads, Outcome.output(folder, tool.name())).outcome()
                        : run(tool, folder, workloads);
                Files.writeString(
                        outcomes, outcome.line() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                System.out.printf("%s (%d s)%n", outcome.line(), (System.nanoTime() - start) / 1_000_000_000);
                if (outcome.exitCode() < 0) {
                    Runtime.getRuntime().halt(AGAIN);
                }
            }
        }
    }

    private static Set<String> done(Path outcomes) throws IOException {
        var done = new HashSet<String>();
        if (Files.exists(outcomes)) {
            Files.readAllLines(outcomes).forEach(line -> done.add(line.substring(0, line.indexOf('\t'))));
        }
        return done;
    }

    private static Outcome run(Tool tool, Path folder, Path workloads) throws IOException, InterruptedException {
        // Ctrl-C that comes when the tool does not listen is nobody's.
        try (var _ = new Interrupts(() -> {});
                var console = new Console()) {
            Outcome outcome = new ToolRun(tool, workloads).outcome(console);
            Files.writeString(Outcome.output(folder, tool.name()), console.output());
            return outcome;
        }
    }
}
