package io.polyprobe.polyglot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bcc.exec}: a command that its tracer starts. */
class TracedCommandTest {
    @TempDir
    private Path directory;

    private ScriptProcess.Ended run(String script) throws IOException, InterruptedException {
        Files.writeString(directory.resolve("script.py"), script);
        try (var process = ScriptProcess.start(directory, FakeMain.class, List.of("vm", "0", "script.py"))) {
            return process.end();
        }
    }

    @Test
    void itWaitsUntilItsTracerIsReadyAndHasThePidThatWasGiven() throws IOException, InterruptedException {
        var ended = run("""
                import os
                from bcc.exec import run_cmd, cmd_ready, cmd_exited

                pid = run_cmd(["/bin/sh", "-c", 'echo "$1" > $$', "sh", "two words"])
                print(cmd_exited(), os.path.exists(str(pid)))
                cmd_ready()
                while not cmd_exited():
                    pass
                print(cmd_exited(), open(str(pid)).read().strip())
                """);
        assertThat(ended.err()).doesNotContain("Traceback");
        assertThat(ended.out()).isEqualTo("0 False\n1 two words\n");
    }

    @Test
    void oneThatIsNotThereEndsAtOnce() throws IOException, InterruptedException {
        var ended = run("""
                from bcc.exec import run_cmd, cmd_ready, cmd_exited

                run_cmd(["/no/such/command"])
                cmd_ready()
                while not cmd_exited():
                    pass
                print("ended")
                """);
        assertThat(ended.out()).isEqualTo("ended\n");
        assertThat(ended.err()).contains("/no/such/command: not found");
    }
}
