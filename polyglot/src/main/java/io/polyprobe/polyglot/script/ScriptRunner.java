package io.polyprobe.polyglot.script;

/** Runs scripts of one language. */
public interface ScriptRunner {
    /**
     * Runs a script to its end, on this thread, with the process's own standard streams.
     *
     * @return the exit code that the script and its language ask for, see {@link ExitCode}
     */
    int run(Script script, Session session);
}
