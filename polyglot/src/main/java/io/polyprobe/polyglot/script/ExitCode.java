package io.polyprobe.polyglot.script;

/**
 * The exit codes of {@code polyprobe}. A script that ends itself ({@code sys.exit(n)}, {@code process.exit(n)}) has the
 * code that it asks for.
 */
public final class ExitCode {
    /** The script ran to its end, or Ctrl-C ended its loop over trace lines. */
    public static final int OK = 0;

    /** The script ended by an exception that it did not catch; the language's own trace of it is on stderr. */
    public static final int SCRIPT_FAILED = 1;

    /** The command line was wrong, or there is no such script. */
    public static final int USAGE = 2;

    /** C that does not compile, a refused program, an unknown probe: an error of the engine that the script did not catch. */
    public static final int PROBE_FAILED = 3;

    /** The target cannot be used: no privilege, no BPF, no tracefs. */
    public static final int NO_TARGET = 4;

    // 5 is the launcher's: something is missing that it cannot install.

    /** Ctrl-C, which the script did not catch: 128 + SIGINT, as shells count. */
    public static final int INTERRUPTED = 130;

    /** The reader of the script's output went away: 128 + SIGPIPE. */
    public static final int BROKEN_PIPE = 141;

    private ExitCode() {}
}
