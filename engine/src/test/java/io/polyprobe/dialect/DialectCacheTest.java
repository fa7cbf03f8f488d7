package io.polyprobe.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.clang.ClangLocator;
import io.polyprobe.clang.FakeClang;
import io.polyprobe.clang.ObjectCache;
import io.polyprobe.diag.CompileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DialectCacheTest {
    private static final CSource HELLO = CSource.of("hello.c", "int f(void *ctx) { return 1; }");

    @TempDir
    Path directory;

    private final TestTypes types = TestTypes.SMALL;
    private FakeClang clang = new FakeClang(Path.of("/"));

    @BeforeEach
    void countRuns() throws Exception {
        clang = FakeClang.before(TestTypes.CLANG.find().orThrow(), directory.resolve("my bin/clang"));
    }

    private Dialect dialect() {
        var cache = ObjectCache.at(directory.resolve("cache"));
        return new Dialect(
                new ClangLocator(Map.of("POLYPROBE_CLANG", clang.path().toString()), cache), cache);
    }

    private long runsOf(CSource source) throws Exception {
        long before = clang.runs();
        dialect().compile(source, types);
        return clang.runs() - before;
    }

    @Test
    void theSecondCompilationRunsNothingAndReadsNoTypes() throws Exception {
        assertThat(runsOf(HELLO)).isEqualTo(4);
        int reads = types.reads();
        assertThat(runsOf(HELLO)).isZero();
        assertThat(types.reads()).isEqualTo(reads);
    }

    @Test
    void whateverDecidesTheObjectIsPartOfTheKey() throws Exception {
        var header = Files.writeString(directory.resolve("x.h"), "#define X 1\n");
        var with = new CSource(HELLO.text() + "\n#include \"x.h\"", "h.c", List.of(), directory, HELLO.origin());
        runsOf(HELLO);
        runsOf(with);
        assertThat(runsOf(with)).isZero();
        Files.writeString(header, "#define X 2\n");
        assertThat(runsOf(with)).isPositive();
        assertThat(runsOf(new CSource(HELLO.text(), "hello.c", List.of("-DX"), null, HELLO.origin())))
                .isPositive();
        assertThat(runsOf(CSource.of("hello.c", HELLO.text() + " "))).isPositive();
    }

    @Test
    void whereTheTextStandsIsNoPartOfTheKey() throws Exception {
        runsOf(HELLO);
        var elsewhere = LineOrigin.within("a.py", "\n\n" + HELLO.text(), HELLO.text());
        assertThat(runsOf(new CSource(HELLO.text(), "a.py", List.of(), null, elsewhere)))
                .isZero();
    }

    @Test
    void aDamagedEntryIsCompiledAnew() throws Exception {
        runsOf(HELLO);
        try (var files = Files.list(directory.resolve("cache"))) {
            for (Path file : files.toList()) {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }
        assertThat(runsOf(HELLO)).isEqualTo(4);
        assertThat(runsOf(HELLO)).isZero();
    }

    @Test
    void withoutClangWhatWasCompiledBeforeStillWorks() throws Exception {
        runsOf(HELLO);
        Files.delete(clang.path());
        assertThat(dialect().compile(HELLO, types).object().programs()).hasSize(1);
        assertThatThrownBy(() -> dialect().compile(CSource.of("x.c", "int x;"), types))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("none was found");
    }

    @Test
    void aFailureIsNotKept() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> dialect().compile(CSource.of("x.c", "int f() { return foo; }"), types))
                    .isInstanceOf(CompileException.class);
        }
    }

    @Test
    void aClangThatWritesGarbageIsAnErrorAndLeavesNothing() throws Exception {
        for (String command : List.of(
                "echo '{\"kind\": '", "echo garbage", "echo 'clang: error: x' >&2; exit 1", "exit 139", "echo '{}'")) {
            failing(command);
            var text = "int f(void *c) { return " + command.length() + "; }";
            assertThatThrownBy(() -> dialect().compile(CSource.of("x.c", text), types))
                    .isInstanceOf(CompileException.class);
        }
    }

    @Test
    void aClangWithoutBpfSaysSo() throws Exception {
        failing(
                "echo \"error: unable to create target: 'No available targets are compatible with triple \\\"bpf\\\"'\" >&2; exit 1");
        assertThatThrownBy(() -> dialect().compile(HELLO, types))
                .isInstanceOfSatisfying(
                        CompileException.class,
                        e -> assertThat(e.diagnostics().getFirst().hints())
                                .anyMatch(hint -> hint.contains("built without BPF")));
    }

    private void failing(String command) throws IOException {
        clang = FakeClang.running(
                directory.resolve("failing/clang"),
                "if [ \"$1\" = --version ]; then echo 'clang version 14.0.0'; exit 0; fi\n" + command);
    }
}
