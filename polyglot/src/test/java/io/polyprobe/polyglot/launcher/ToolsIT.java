package io.polyprobe.polyglot.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.polyglot.launcher.Launcher.ThrowingRunnable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * BCC's own scripts, as Debian installs them, on this machine's kernel: each is given something to see and must print
 * it.
 */
class ToolsIT {
    /**
     * @param command the tool's name and its arguments
     * @param workload done again and again until the tool has printed the row or has ended by itself
     * @param row a regular expression for what must be printed
     */
    private record Case(List<String> command, ThrowingRunnable workload, String row) {
        @Override
        public String toString() {
            return String.join(" ", command);
        }
    }

    static List<Case> tools() {
        return List.of(
                tool("/bin/echo polyprobe-marker", "echo +\\d+ +\\d+ +0 /bin/echo polyprobe-marker", "execsnoop"),
                tool("cat /etc/hostname", "cat +\\d+ +0 /etc/hostname|cat +3 +0 /etc/hostname", "opensnoop"),
                tool("bash -c 'kill -0 $$'", "bash +0 +\\d+ +0", "killsnoop"),
                tool("stat /etc/hostname", "stat +\\d+ +0 /etc/hostname", "statsnoop"),
                tool("sync", "sync", "syncsnoop"),
                tool("true", "true +\\d+ +\\d+ +\\d+ +0.\\d+ 0", "exitsnoop"));
    }

    private static Case tool(String shell, String row, String... command) {
        return new Case(List.of(command), () -> run(shell), row);
    }

    private static void run(String shell) throws IOException {
        try {
            new ProcessBuilder("sh", "-c", shell + " >/dev/null 2>&1").start().waitFor();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** One connection over loopback, with a line each way. */
    private static void connect() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new Socket(server.getInetAddress(), server.getLocalPort());
                var accepted = server.accept()) {
            client.getOutputStream().write("polyprobe\n".getBytes());
            accepted.getInputStream().read();
        }
    }

    @ParameterizedTest
    @MethodSource("tools")
    void prints_what_happens_and_ends_cleanly(Case tool) throws Exception {
        Set<String> before = KernelObjects.now();
        var row = Pattern.compile(tool.row(), Pattern.MULTILINE);
        var command = new ArrayList<>(List.of("--target", "kernel", "/usr/sbin/" + tool.command().getFirst() + "-bpfcc"));
        command.addAll(tool.command().subList(1, tool.command().size()));
        try (var running = Launcher.start(Map.of(), command)) {
            running.await(out -> row.matcher(out).find(), tool.workload());
            running.signal("INT");
            var result = running.finish();
            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.err()).doesNotContain("Traceback", "at io.polyprobe");
        }
        assertThat(KernelObjects.since(before)).isEmpty();
    }
}
