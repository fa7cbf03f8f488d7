package io.polyprobe.polyglot.guest;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/** A shell that does something again and again, and counts. */
public final class Workload implements AutoCloseable {
    private final Process shell;
    private int rounds;

    /** @param library shell functions that the command may call */
    public Workload(String command, Path library) throws IOException {
        String loop =
                "exec 3>&1 >/dev/null 2>&1; . " + library + "; while :; do " + command + "; echo >&3; sleep 0.2; done";
        shell = new ProcessBuilder("setsid", "sh", "-c", loop)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectError(Redirect.DISCARD)
                .start();
    }

    /** How often it has done its work. */
    public int rounds() throws IOException {
        InputStream marks = shell.getInputStream();
        rounds += (int) marks.skip(marks.available());
        return rounds;
    }

    @Override
    public void close() {
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly();
    }
}
