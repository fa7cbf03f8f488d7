package io.polyprobe.polyglot.js;

import io.polyprobe.diag.PolyprobeException;
import io.polyprobe.polyglot.script.CacheDirectory;
import io.polyprobe.polyglot.script.DeepStack;
import io.polyprobe.polyglot.script.ExitCode;
import io.polyprobe.polyglot.script.Host;
import io.polyprobe.polyglot.script.Interrupts;
import io.polyprobe.polyglot.script.Library;
import io.polyprobe.polyglot.script.Script;
import io.polyprobe.polyglot.script.ScriptRunner;
import io.polyprobe.polyglot.script.Session;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.jspecify.annotations.Nullable;

/** Runs JavaScript modules as {@code node SCRIPT} would. */
public final class JavaScriptRunner implements ScriptRunner {
    /** Our JavaScript sources, relative to this package's resources. */
    static final List<String> LIBRARY =
            List.of("process.js", "bcc.js", "bcc/constants.js", "bcc/table.js", "bcc/usdt.js", "bcc/values.js");

    private static final String MODULE = "application/javascript+module";

    /** Imports what scripts share with us: a module that is evaluated itself would be another instance. */
    private static final Source PROCESS = Source.newBuilder("js", "export * from 'polyprobe-process';", "start.mjs")
            .mimeType(MODULE)
            .buildLiteral();

    /** Name of the error that Ctrl-C throws where a script sleeps. */
    private static final String INTERRUPT = "Interrupt";

    @Override
    public int run(Script script, Session session) {
        int code = DeepStack.call(() -> evaluate(script, session));
        return code == ExitCode.SCRIPT_FAILED ? session.failureCode() : code;
    }

    private static int evaluate(Script script, Session session) {
        Path library = Library.directory(JavaScriptRunner.class, LIBRARY, CacheDirectory.find());
        var host = new Host(session, script);
        try (var interrupts = new Interrupts(() -> System.exit(ExitCode.INTERRUPTED));
                Context context = context(library)) {
            host.interruptedBy(interrupts);
            context.getPolyglotBindings().putMember("polyprobe", host);
            try {
                Value process = context.eval(PROCESS);
                process.invokeMember("install", script.file().normalize().toString(), script.arguments());
                context.eval(source(script.file()));
                process.invokeMember("runTimers");
                return process.invokeMember("finish").asInt();
            } catch (PolyglotException e) {
                return e.isExit() ? e.getExitStatus() : failed(e, host, script);
            }
        } catch (PolyglotException e) { // closing a context that process.exit() has ended says so again
            if (e.isExit()) {
                return e.getExitStatus();
            }
            throw e;
        }
    }

    /** Tells of an exception that the script did not catch. */
    private static int failed(PolyglotException e, Host host, Script script) {
        Value thrown = e.getGuestObject();
        if (thrown == null || e.isInternalError()) {
            throw e;
        }
        Value cause = thrown.hasMembers() ? thrown.getMember("cause") : null;
        if (cause != null && cause.isHostObject() && cause.asHostObject() instanceof PolyprobeException error) {
            host.report(error, line(e, script));
        } else if (thrown.hasMembers() && INTERRUPT.equals(String.valueOf(thrown.getMember("name")))) {
            return ExitCode.INTERRUPTED;
        } else {
            Value stack = thrown.hasMembers() ? thrown.getMember("stack") : null;
            System.err.println(stack != null && stack.isString() ? stack.asString() : "Uncaught " + thrown.toString());
        }
        return ExitCode.SCRIPT_FAILED;
    }

    /** The innermost line of the script itself, 0 where it has no part in it. */
    private static int line(PolyglotException e, Script script) {
        for (PolyglotException.StackFrame frame : e.getPolyglotStackTrace()) {
            SourceSection section = frame.getSourceLocation();
            if (section != null && isOf(script, section.getSource().getPath())) {
                return section.getStartLine();
            }
        }
        return 0;
    }

    private static boolean isOf(Script script, @Nullable String path) {
        try {
            return path != null && Files.isSameFile(Path.of(path), script.file());
        } catch (IOException _) {
            return false;
        }
    }

    private static Context context(Path library) {
        return Context.newBuilder("js")
                .allowAllAccess(true)
                .allowExperimentalOptions(true)
                .allowIO(IOAccess.newBuilder()
                        .fileSystem(new ModuleFiles(Map.of(
                                "bcc", library.resolve("bcc.js"),
                                "polyprobe-process", library.resolve("process.js"))))
                        .build())
                .out(new Output(FileDescriptor.out))
                .err(new Output(FileDescriptor.err))
                .option("js.esm-eval-returns-exports", "true")
                .option("js.unhandled-rejections", "throw")
                // For quit(), which process.js keeps for process.exit().
                .option("js.shell", "true")
                .build();
    }

    private static Source source(Path file) {
        try {
            return Source.newBuilder("js", file.toFile()).mimeType(MODULE).build();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
