package io.polyprobe.clang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.CompileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClangTest {
    @TempDir
    Path directory;

    private ClangRun<String> run(String command) throws Exception {
        return fake(command).clang().run(directory, List.of("a b", "c"), ClangRun.AS_TEXT, Clang.LIMIT);
    }

    private FakeClang fake(String command) throws IOException {
        return FakeClang.running(directory.resolve("a dir/clang"), command);
    }

    @Test
    void argumentsOutputMessagesAndExitCodeArriveAsTheyAre() throws Exception {
        var run = run("echo \"[$1] [$2]\"; echo oops >&2; exit 3");
        assertThat(run.output()).isEqualTo("[a b] [c]\n");
        assertThat(run.messages()).isEqualTo("oops\n");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.succeeded()).isFalse();
    }

    @Test
    void theEnvironmentIsCleanAndInputIsEmpty() throws Exception {
        var run = run("env | cut -d= -f1 | sort | tr '\\n' ' '; echo $LC_ALL; cat");
        assertThat(run.output()).endsWith("C\n").doesNotContain("JAVA", "USER");
    }

    @Test
    void muchOnBothStreamsDoesNotBlock() throws Exception {
        var run = run("head -c 3000000 /dev/zero >&2; head -c 3000000 /dev/zero");
        assertThat(run.output()).hasSize(3_000_000);
        assertThat(run.messages()).hasSizeLessThan(2_000_000);
    }

    @Test
    void aReaderThatGivesUpDoesNotBlockClang() throws Exception {
        var clang = fake("head -c 3000000 /dev/zero").clang();
        ClangRun.Reader<String> reader = in -> {
            throw new IOException("not what I expected");
        };
        assertThatThrownBy(() -> clang.run(directory, List.of(), reader, Clang.LIMIT))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aClangThatHangsIsKilledWithItsChildren() throws Exception {
        var clang = fake("echo $$ > pid; sleep 1000 & echo $! >> pid; wait").clang();
        assertThatThrownBy(() -> clang.run(directory, List.of(), ClangRun.AS_TEXT, Duration.ofMillis(500)))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("did not finish");
        assertThatAllAreGone();
    }

    @Test
    void anInterruptKillsClang() throws Exception {
        var clang = fake("echo $$ > pid; sleep 1000 & echo $! >> pid; echo ready; wait")
                .clang();
        var started = new FutureTask<>(() -> null);
        ClangRun.Reader<Integer> reader = (InputStream in) -> {
            int first = in.read();
            started.run();
            return first;
        };
        var call = new FutureTask<>(() -> clang.run(directory, List.of(), reader, Clang.LIMIT));
        var thread = Thread.ofPlatform().start(call);
        started.get();
        thread.interrupt();
        assertThatThrownBy(call::get).hasCauseInstanceOf(InterruptedException.class);
        assertThatAllAreGone();
    }

    private void assertThatAllAreGone() throws Exception {
        for (String pid : Files.readAllLines(directory.resolve("pid"))) {
            var handle = ProcessHandle.of(Long.parseLong(pid));
            if (handle.isPresent()) {
                handle.get().onExit().get();
            }
        }
    }

    @Test
    void aFileThatCannotBeRunIsAnErrorThatNamesIt() {
        var clang = new Clang(directory.resolve("absent"), "");
        assertThatThrownBy(() -> clang.run(directory, List.of(), ClangRun.AS_TEXT, Clang.LIMIT))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("absent cannot be run");
    }

    @Test
    void aScratchDirectoryIsGoneAfterUse() {
        Path where;
        try (var scratch = Scratch.create()) {
            where = scratch.directory();
            assertThat(scratch.write("include/linux/sched.h", "x")).hasContent("x");
        }
        assertThat(where).doesNotExist();
    }
}
