package io.polyprobe.polyglot.cli;

import io.polyprobe.diag.PolyprobeException;
import io.polyprobe.diag.Renderer;
import io.polyprobe.polyglot.script.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** A command with options and a help of its own. */
abstract class Command {
    final PrintStream out;
    final PrintStream err;
    final Renderer renderer;

    Command(PrintStream out, PrintStream err, Renderer renderer) {
        this.out = out;
        this.err = err;
        this.renderer = renderer;
    }

    /** What it takes. */
    abstract CommandLine command();

    /** Does what was asked for and gives the exit code; an exception is told of as an error. */
    abstract int run(ParseResult parsed) throws IOException;

    /** @throws CommandLine.ParameterException where the arguments are wrong */
    final int run(String... arguments) throws IOException {
        CommandLine command = command();
        ParseResult parsed = command.parseArgs(arguments);
        if (parsed.isUsageHelpRequested()) {
            command.usage(out);
            return ExitCode.OK;
        }
        try {
            return run(parsed);
        } catch (PolyprobeException e) {
            return failed(e);
        }
    }

    /** Tells of an error, and gives its exit code. */
    final int failed(PolyprobeException e) {
        err.print(renderer.render(e.diagnostics()));
        return ExitCode.PROBE_FAILED;
    }
}
