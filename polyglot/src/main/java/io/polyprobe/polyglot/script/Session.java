package io.polyprobe.polyglot.script;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.Place;
import io.polyprobe.diag.PolyprobeException;
import io.polyprobe.diag.Renderer;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.polyglot.script.TargetOptions.Choice;
import io.polyprobe.target.MachineFile;
import io.polyprobe.target.Target;
import io.polyprobe.vm.VmTarget;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one script uses: its target, opened when it is first needed, and the words on stderr. Whoever makes a session
 * closes it; a signal that ends the process closes it too, on another thread.
 */
public final class Session implements AutoCloseable {
    /** Where a machine's files about itself are. */
    private static final List<String> MACHINE = List.of("/proc/", "/sys/", "/dev/");

    private final TargetOptions options;
    private final Engine engine;
    private final PrintStream err;
    private final Renderer renderer;
    private final boolean debug;
    private @Nullable Target target;
    private boolean closed;
    private int failureCode = ExitCode.SCRIPT_FAILED;

    /** @param debug whether errors show their Java stack traces */
    public Session(TargetOptions options, Engine engine, PrintStream err, Renderer renderer, boolean debug) {
        this.options = options;
        this.engine = engine;
        this.err = err;
        this.renderer = renderer;
        this.debug = debug;
    }

    /**
     * The target, opened by the first call.
     *
     * @throws TargetException where it cannot be used
     */
    public synchronized Target target() {
        if (closed) {
            throw new TargetException(Diagnostic.error("the script's session has been closed"));
        }
        if (target == null) {
            target = engine.open(options, this::say);
        }
        return target;
    }

    /** Compiles C for the target. */
    ObjectSpec compile(CText text) throws InterruptedException, IOException {
        return engine.compile(text, target(), this::say);
    }

    /** What becomes of C on its way; see {@link Engine#show}. */
    String show(CText text, Engine.Form form) throws InterruptedException, IOException {
        return engine.show(text, target(), form);
    }

    /** Whether the script lives in the virtual kernel's time: its programs do. */
    public synchronized boolean virtual() {
        return target != null && target.name().equals("vm");
    }

    /** What the script finds at a path where its target has a file of its own. */
    Optional<MachineFile> file(String path) {
        boolean asks = options.choice() != Choice.KERNEL && MACHINE.stream().anyMatch(path::startsWith);
        return asks ? target().file(path) : Optional.empty();
    }

    /** Tells the user something. */
    public void say(Diagnostic diagnostic) {
        err.print(renderer.render(diagnostic));
    }

    /**
     * Tells the user of an error that ends the script.
     *
     * @param place where in the script it happened, or null where that is not known
     */
    public void report(PolyprobeException error, @Nullable Place place) {
        failureCode = error instanceof TargetException ? ExitCode.NO_TARGET : ExitCode.PROBE_FAILED;
        List<Diagnostic> diagnostics = error.diagnostics();
        err.print(renderer.render(diagnostics));
        if (place != null && diagnostics.stream().noneMatch(d -> d.place() != null)) {
            err.print("  at " + place + "\n");
        }
        if (debug) {
            error.printStackTrace(err);
        }
    }

    /** Whether errors show their Java stack traces. */
    public boolean debug() {
        return debug;
    }

    /** The exit code of a script that failed: what has been reported decides it. */
    public int failureCode() {
        return failureCode;
    }

    /**
     * The exit code of the whole command line: that of the program that it was about, whose end is waited for, where
     * there is one and the script did not fail.
     *
     * @param ofScript what the script ended with
     */
    public int exitCode(int ofScript) {
        boolean failed = ofScript != ExitCode.OK && ofScript != ExitCode.INTERRUPTED;
        try {
            return failed || !(opened() instanceof VmTarget vm)
                    ? ofScript
                    : vm.finish().orElse(ofScript);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return ofScript;
        }
    }

    /** Tells what the virtual kernel's world has to tell, such as what became of its packets. */
    public void summarise() {
        if (opened() instanceof VmTarget vm) {
            vm.summary().forEach(line -> say(Diagnostic.note(line)));
        }
    }

    private synchronized @Nullable Target opened() {
        return target;
    }

    /** Makes a failure of the script end it with another exit code. */
    void failureCode(int code) {
        failureCode = code;
    }

    @Override
    public synchronized void close() {
        closed = true;
        Target open = target;
        target = null;
        if (open != null) {
            open.close();
        }
    }
}
