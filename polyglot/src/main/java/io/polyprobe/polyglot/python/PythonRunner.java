package io.polyprobe.polyglot.python;

import io.polyprobe.polyglot.script.CacheDirectory;
import io.polyprobe.polyglot.script.DeepStack;
import io.polyprobe.polyglot.script.ExitCode;
import io.polyprobe.polyglot.script.Host;
import io.polyprobe.polyglot.script.Library;
import io.polyprobe.polyglot.script.Script;
import io.polyprobe.polyglot.script.ScriptRunner;
import io.polyprobe.polyglot.script.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/** Runs Python scripts as {@code python3 SCRIPT} would. */
public final class PythonRunner implements ScriptRunner {
    /** Our Python sources, relative to this package's resources. */
    static final List<String> LIBRARY = List.of(
            "_gaps.py",
            "_machine.py",
            "_polyprobe.py",
            "bcc/__init__.py",
            "bcc/attaching.py",
            "bcc/constants.py",
            "bcc/containers.py",
            "bcc/cvalue.py",
            "bcc/disassembler.py",
            "bcc/events.py",
            "bcc/exec.py",
            "bcc/histograms.py",
            "bcc/kernel.py",
            "bcc/libbcc.py",
            "bcc/perf.py",
            "bcc/symbols.py",
            "bcc/syscall.py",
            "bcc/table.py",
            "bcc/tcp.py",
            "bcc/trace.py",
            "bcc/usdt.py",
            "bcc/utils.py",
            "bcc/version.py",
            "curses.py");

    /** GraalPy's own way to run the file of {@code python.InputFilePath} as {@code __main__}. */
    private static final Source RUN = internal("__graalpython__.run_path()");

    private static final Source PREPARE = internal("import _polyprobe\nimport _machine");

    @Override
    public int run(Script script, Session session) {
        int code = DeepStack.call(() -> evaluate(script, session));
        return code == ExitCode.SCRIPT_FAILED ? session.failureCode() : code;
    }

    private static int evaluate(Script script, Session session) {
        try (Context context = context(script)) {
            try {
                context.getPolyglotBindings().putMember("polyprobe", new Host(session, script));
                context.eval(PREPARE);
                context.eval(RUN);
                return ExitCode.OK;
            } catch (PolyglotException e) {
                return exitCode(e);
            }
        } catch (PolyglotException e) { // from closing: atexit functions, the last flush
            return exitCode(e);
        }
    }

    private static Context context(Script script) {
        Path cache = CacheDirectory.find();
        String library = Library.directory(PythonRunner.class, LIBRARY, cache).toString();
        String path = System.getenv("PYTHONPATH");
        return Context.newBuilder("python")
                .allowAllAccess(true)
                .allowExperimentalOptions(true)
                .logHandler(new Quiet())
                .arguments("python", script.argv().toArray(String[]::new))
                .option("python.InputFilePath", script.file().toString())
                .option("python.PythonPath", path == null || path.isEmpty() ? library : library + ":" + path)
                // Tracebacks and exit codes come from sys.excepthook and SystemExit, as in CPython.
                .option("python.AlwaysRunExcepthook", "true")
                // The process's own file descriptors: scripts close, duplicate and poll them.
                .option("python.PosixModuleBackend", "native")
                .option("python.DontWriteBytecodeFlag", "false")
                .option("python.PyCachePrefix", cache.resolve("pyc").toString())
                .build();
    }

    private static int exitCode(PolyglotException e) {
        if (e.isExit()) {
            return e.getExitStatus();
        }
        if (e.isCancelled() || e.isInterrupted() || isKeyboardInterrupt(e)) {
            return ExitCode.INTERRUPTED;
        }
        throw e;
    }

    /** Ctrl-C before the script had its first line, or after its last. */
    private static boolean isKeyboardInterrupt(PolyglotException e) {
        Value thrown = e.getGuestObject();
        return thrown != null
                && thrown.getMetaObject() != null
                && thrown.getMetaObject().getMetaSimpleName().equals("KeyboardInterrupt");
    }

    private static Source internal(String code) {
        return Source.newBuilder("python", code, "<polyprobe>").internal(true).buildLiteral();
    }

    /** GraalPy warns of every embedding that its native backend ignores redirected streams: ours has none. */
    private static final class Quiet extends Handler {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.SEVERE.intValue()) {
                System.err.println(entry.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
