package io.polyprobe.polyglot.cli;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.Renderer;
import io.polyprobe.polyglot.js.JavaScriptRunner;
import io.polyprobe.polyglot.python.PythonRunner;
import io.polyprobe.polyglot.script.ExitCode;
import io.polyprobe.polyglot.script.Language;
import io.polyprobe.polyglot.script.Script;
import io.polyprobe.polyglot.script.ScriptRunner;
import io.polyprobe.polyglot.script.Session;
import io.polyprobe.polyglot.script.TargetOptions;
import io.polyprobe.polyglot.script.TargetOptions.Choice;
import io.polyprobe.polyglot.script.ThisMachine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The command {@code polyprobe}. */
public final class Main {
    private final PrintStream err;
    private final Renderer renderer;

    private Main(PrintStream err, boolean color) {
        this.err = err;
        this.renderer = new Renderer(color);
    }

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        int code = new Main(System.err, terminalWantsColor()).run(arguments);
        System.exit(code);
    }

    private static boolean terminalWantsColor() {
        return System.getenv("NO_COLOR") == null && Terminal.isTerminal(2);
    }

    int run(String[] arguments) {
        try {
            String[] others = Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length);
            Command other = other(arguments.length == 0 ? "" : arguments[0]);
            if (other != null) {
                return other.run(others);
            }
            CommandLine command = CommandLineOptions.command();
            ParseResult parsed = command.parseArgs(arguments);
            if (parsed.isUsageHelpRequested()) {
                command.usage(System.out);
                return ExitCode.OK;
            }
            if (parsed.isVersionHelpRequested()) {
                System.out.println("polyprobe " + version());
                return ExitCode.OK;
            }
            TargetOptions target = CommandLineOptions.target(parsed, System.getenv("POLYPROBE_TARGET"));
            String name = parsed.matchedPositionalValue(0, (String) null);
            if (parsed.hasMatchedOption("--train")) {
                return Training.run(name, renderer);
            }
            var words = Words.of(parsed.matchedPositionalValue(1, List.of()), target.choice() == Choice.VM);
            return run(
                    name,
                    words.ofScript(),
                    words.command().isEmpty() ? target : target.withCommand(words.command()),
                    parsed.hasMatchedOption("--debug"));
        } catch (CommandLine.ParameterException | CommandLine.TypeConversionException e) {
            return usageError(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return usageError("cannot read " + e.getMessage());
        }
    }

    private @Nullable Command other(String name) {
        return switch (name) {
            case Exec.NAME -> new Exec(System.in, System.out, err, renderer);
            case Disasm.NAME -> new Disasm(System.out, err, renderer);
            case Verify.NAME -> new Verify(System.out, err, renderer);
            case Bench.NAME -> new Bench(System.out, err, renderer);
            default -> null; // a script
        };
    }

    private int run(@Nullable String name, List<String> arguments, TargetOptions target, boolean debug) {
        if (name == null) {
            return usageError("no script was named");
        }
        Script script;
        try {
            Path file = Path.of(name);
            if (Files.isDirectory(file)) {
                return usageError("cannot run '" + name + "': it is a directory");
            }
            script = new Script(name, arguments, Language.of(file.toRealPath()));
        } catch (NoSuchFileException _) {
            return usageError("cannot run '" + name + "': there is no such file");
        } catch (AccessDeniedException _) {
            return usageError("cannot run '" + name + "': it may not be read");
        } catch (IOException e) {
            return usageError("cannot run '" + name + "': " + e.getMessage());
        }
        try {
            return run(script, new Session(target, new ThisMachine(), err, renderer, debug));
        } catch (RuntimeException e) {
            return internalError(e, debug);
        }
    }

    private int internalError(RuntimeException e, boolean debug) {
        err.print(renderer.render(
                Diagnostic.error("Polyprobe itself failed: " + e, "Run it with --debug to see where, and report it.")));
        if (debug) {
            e.printStackTrace(err);
        }
        return ExitCode.SCRIPT_FAILED;
    }

    /** Runs a script in a session, which is closed at the end, also where a signal makes it. */
    static int run(Script script, Session session) {
        var hook = new Thread(session::close, "close session");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException _) { // a signal came first: the JVM is ending
            return ExitCode.INTERRUPTED;
        }
        try (session) {
            int code = session.exitCode(runner(script.language()).run(script, session));
            session.summarise();
            return code;
        }
    }

    private static ScriptRunner runner(Language language) {
        return switch (language) {
            case PYTHON -> new PythonRunner();
            case JAVASCRIPT -> new JavaScriptRunner();
        };
    }

    private int usageError(String message) {
        err.print(renderer.render(Diagnostic.error(message, "See polyprobe --help.")));
        return ExitCode.USAGE;
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(built from source)" : version;
    }
}
