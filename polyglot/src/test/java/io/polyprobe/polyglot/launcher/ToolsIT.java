package io.polyprobe.polyglot.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.polyglot.launcher.Launcher.Result;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * BCC's own scripts, as Debian installs them, on this machine's kernel: each is given something to see and must print
 * it, end without a complaint and leave nothing behind.
 */
class ToolsIT {
    /** How often the workload of a tool is done that prints only when it ends. */
    private static final int ROUNDS = 5;

    /**
     * @param command the tool's name and its arguments
     * @param ending who ends the tool, and when
     * @param row a regular expression for what must be printed
     */
    record Case(List<String> command, Ending ending, ThrowingRunnable workload, String row) {
        @Override
        public String toString() {
            return String.join(" ", command);
        }
    }

    enum Ending {
        /** Ctrl-C, when the row is there. */
        AFTER_THE_ROW,
        /** Ctrl-C, after the workload was done some times; the row comes then. */
        BY_A_SUMMARY,
        /** The tool itself. */
        ITSELF
    }

    static List<Case> tools() {
        return List.of(
                rows("/bin/echo polyprobe", "^echo +\\d+ +\\d+ +0 /bin/echo polyprobe$", "execsnoop"),
                rows("cat /etc/hostname", "^\\d+ +cat +3 +0 /etc/hostname$", "opensnoop"),
                rows("bash -c 'kill -0 $$'", "^\\S+ +\\d+ +bash +0 +\\d+ +0$", "killsnoop"),
                // The tool takes a pointer to the caller's registers for the path, and shows none.
                rows("stat /etc/hostname", "^\\d+ +stat +0 +0 *$", "statsnoop"),
                rows("sync", "^\\d+\\.\\d+ +sync\\(\\)$", "syncsnoop"),
                rows("ipcrm -m $(ipcmk -M 4096 | tr -dc 0-9)", "^\\d+ +ipcmk +SHMGET +\\S+ key: ", "shmsnoop"),
                rows(
                        "unshare -m mount -t tmpfs none /mnt",
                        "^mount .* mount\\(\"none\", \"/mnt\", \"tmpfs\"",
                        "mountsnoop"),
                rows("sh -c 'exit 3'", "^sh +\\d+ +\\d+ +\\d+ +\\d+\\.\\d+ +code 3$", "exitsnoop"),
                rows("getent ahosts localhost", "^\\S+ +\\d+ +getent +\\d+\\.\\d+ localhost$", "gethostlatency"),
                rows(ToolsIT::connect, "^\\d+ .*127\\.0\\.0\\.1 +\\d+ \\S*127\\.0\\.0\\.1 +\\d+ +0 +0 ", "tcplife"),
                rows(ToolsIT::connect, "127\\.0\\.0\\.1 +\\d+ +SYN_SENT +-> ESTABLISHED", "tcpstates"),
                rows("sync", "^\\d\\d:\\d\\d:\\d\\d .* \\d+ +\\d+$", "runqslower", "1"),
                summary("cat /etc/hostname", "^malloc +\\d+$", "funccount", "c:malloc"),
                summary("cat /etc/hostname", "\\d+ -> \\d+ +: [1-9]\\d* +\\|\\*+", "funclatency", "c:malloc"),
                summary("sync", "^ +waker: +\\S+", "wakeuptime"),
                summary("cat /etc/hostname", "^  do_syscall_64$", "stackcount", "t:syscalls:sys_enter_openat"),
                itself(
                        "cat /etc/hostname",
                        "^\\t[1-9]\\d* +total calls$",
                        "argdist",
                        "-n",
                        "2",
                        "-C",
                        "t:syscalls:sys_enter_openat()"),
                itself("cat /etc/hostname", "^openat +[1-9]\\d*$", "syscount", "-d", "2"),
                itself("sync", "^\\S.* +\\d+$", "hardirqs", "2", "1"),
                itself("sync", "^(sched|timer|rcu) +\\d+$", "softirqs", "2", "1"),
                itself("sync", "\\d+ -> \\d+ +: [1-9]\\d* +\\|", "runqlat", "2", "1"),
                itself("sync", "^ +\\d+ +: [1-9]\\d* +\\|\\*+", "runqlen", "2", "1"),
                itself("seq 1 10000", "^ {8}\\d+$", "profile", "-F", "49", "-K", "2"));
    }

    private static Case rows(String shell, String row, String... command) {
        return rows(() -> run(shell), row, command);
    }

    private static Case rows(ThrowingRunnable workload, String row, String... command) {
        return new Case(List.of(command), Ending.AFTER_THE_ROW, workload, row);
    }

    private static Case summary(String shell, String row, String... command) {
        return new Case(List.of(command), Ending.BY_A_SUMMARY, () -> run(shell), row);
    }

    private static Case itself(String shell, String row, String... command) {
        return new Case(List.of(command), Ending.ITSELF, () -> run(shell), row);
    }

    private static void run(String shell) throws IOException {
        new ProcessBuilder("sh", "-c", shell)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .onExit()
                .join();
    }

    /** One connection over loopback, with a few bytes one way. */
    private static void connect() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                var client = new Socket(server.getInetAddress(), server.getLocalPort());
                var accepted = server.accept()) {
            client.getOutputStream().write("polyprobe".getBytes(UTF_8));
            assertThat(accepted.getInputStream().read()).isEqualTo('p');
        }
    }

    @ParameterizedTest
    @MethodSource("tools")
    void prints_what_happens_and_ends_cleanly(Case tool) throws Exception {
        Set<String> before = KernelObjects.now();
        Result result = run(tool, Pattern.compile(tool.row(), Pattern.MULTILINE));
        assertThat(result.out()).as(result.err()).containsPattern(Pattern.compile(tool.row(), Pattern.MULTILINE));
        assertThat(result.err()).doesNotContain("Traceback", "error:");
        assertThat(result.exitCode()).isZero();
        assertThat(KernelObjects.since(before)).isEmpty();
    }

    private static Result run(Case tool, Pattern row) throws IOException, InterruptedException {
        try (var running = Launcher.start(Map.of(), command(tool.command()))) {
            switch (tool.ending()) {
                case AFTER_THE_ROW -> running.await(out -> row.matcher(out).find(), tool.workload());
                case BY_A_SUMMARY -> {
                    running.await(out -> !out.isBlank(), () -> {});
                    for (int i = 0; i < ROUNDS; i++) {
                        tool.workload().run();
                    }
                }
                case ITSELF -> running.whileAlive(tool.workload());
            }
            if (tool.ending() != Ending.ITSELF) {
                running.signal("INT");
            }
            return running.finish();
        }
    }

    private static List<String> command(List<String> tool) {
        var command = new ArrayList<>(List.of("--target", "kernel", "/usr/sbin/" + tool.getFirst() + "-bpfcc"));
        command.addAll(tool.subList(1, tool.size()));
        return command;
    }

    @Test
    void help_and_wrong_arguments_are_argparses() throws Exception {
        Result help = Launcher.run("/usr/sbin/opensnoop-bpfcc", "-h");
        assertThat(help.out()).startsWith("usage: opensnoop-bpfcc [-h]");
        assertThat(help.exitCode()).isZero();
        Result wrong = Launcher.run("/usr/sbin/opensnoop-bpfcc", "--no-such-option");
        assertThat(wrong.err()).contains("unrecognized arguments: --no-such-option");
        assertThat(wrong.exitCode()).isEqualTo(2);
    }
}
