package io.polyprobe.polyglot.guest;

import io.polyprobe.diag.Renderer;
import io.polyprobe.polyglot.python.PythonRunner;
import io.polyprobe.polyglot.script.Language;
import io.polyprobe.polyglot.script.Script;
import io.polyprobe.polyglot.script.Session;
import io.polyprobe.polyglot.script.TargetOptions;
import io.polyprobe.polyglot.script.ThisMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One tool from its start to its end, while a shell gives it something to see. */
final class ToolRun {
    /** Frames of a script's thread while it waits for events or for time to pass. */
    private static final List<String> WAITING = List.of(
            "io.polyprobe.linux.events.Waiter",
            "io.polyprobe.linux.events.KernelTrace",
            "com.oracle.graal.python.builtins.modules.TimeModuleBuiltins$SleepNode",
            "com.oracle.graal.python.builtins.objects.thread.PLock");

    private static final long START_SECONDS = 400;
    private static final long ROW_SECONDS = 100;
    private static final long END_SECONDS = 120;
    private static final int ENOUGH_ROUNDS = 2;
    private static final int SLICE_MILLIS = 400;

    private final Tool tool;
    private final Path workloads;
    private final Thread thread = new Thread(this::run, "tool");
    private volatile int exitCode = -1;
    private String pid = "";
    private boolean loop;

    ToolRun(Tool tool, Path workloads) {
        this.tool = tool;
        this.workloads = workloads;
    }

    /** Runs the tool to its end, or leaves it behind where it does not end: its exit code is -1 then. */
    Outcome outcome(Console console) throws IOException, InterruptedException {
        try (var bystander = new Bystander()) {
            pid = bystander.pid();
            return outcomeOf(console);
        }
    }

    private Outcome outcomeOf(Console console) throws IOException, InterruptedException {
        thread.start();
        if (await(START_SECONDS, this::inLoop)) {
            loop = true;
            try (var workload = new Workload(tool.workload(), workloads)) {
                await(ROW_SECONDS, () -> seen(console, workload));
            }
        }
        for (int i = 0; i < 2 && thread.isAlive(); i++) {
            Console.interrupt();
            await(END_SECONDS, () -> false);
        }
        boolean done = loop || (tool.ending() == Tool.Ending.ITSELF && exitCode == 0);
        return Outcome.of(tool, done, exitCode, console.output());
    }

    private boolean seen(Console console, Workload workload) throws IOException {
        boolean worked = workload.rounds() >= ENOUGH_ROUNDS;
        // Ctrl-C in the middle of a row would end some tools with a traceback, under BCC too.
        return inLoop()
                && switch (tool.ending()) {
                    case ROW -> tool.expectsRow() ? tool.rowIn(console.output()) : worked;
                    case SUMMARY -> worked;
                    case ITSELF, REFUSED -> false;
                };
    }

    private void run() {
        var script = new Script(tool.script().toString(), tool.arguments(pid), Language.PYTHON);
        var session = new Session(TargetOptions.DEFAULT, new ThisMachine(), System.err, new Renderer(false), false);
        try (session) {
            exitCode = new PythonRunner().run(script, session);
        } catch (RuntimeException e) {
            e.printStackTrace();
            exitCode = 1;
        }
    }

    private boolean inLoop() {
        for (Map.Entry<Thread, StackTraceElement[]> other :
                Thread.getAllStackTraces().entrySet()) {
            if (other.getKey().getName().equals("script")) {
                for (StackTraceElement frame : other.getValue()) {
                    if (WAITING.stream().anyMatch(frame.getClassName()::startsWith)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** Waits until something is so or the tool has ended; says whether it is so. */
    private boolean await(long seconds, Condition condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (thread.isAlive() && System.nanoTime() < end) {
            if (condition.holds()) {
                return true;
            }
            thread.join(SLICE_MILLIS);
        }
        return false;
    }

    private interface Condition {
        boolean holds() throws IOException;
    }
}
