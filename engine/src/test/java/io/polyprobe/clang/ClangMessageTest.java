package io.polyprobe.clang;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.diag.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClangMessageTest {
    private static final String PROGRAM = """
            struct a { int x; };
            #define FOO(x) (x)->y
            int f(struct a *p) { int q = 4; return p->z + fo(1)
             + FOO(p); }
            int pqrs(int abcd) { return abdc; }
            """;

    @TempDir
    Path directory;

    private List<ClangMessage> messages() throws Exception {
        Files.writeString(directory.resolve("a:b c.c"), PROGRAM);
        var arguments = new ArrayList<>(List.of("-target", "bpf", "-fsyntax-only"));
        arguments.addAll(ClangMessage.FLAGS);
        arguments.add("a:b c.c");
        var clang = new ClangLocator(System.getenv(), ObjectCache.none()).find().orThrow();
        return ClangMessage.parse(
                clang.run(directory, arguments, ClangRun.AS_TEXT, Clang.LIMIT).messages());
    }

    @Test
    void theRealClangIsUnderstood() throws Exception {
        var errors = messages().stream().filter(ClangMessage::isError).toList();
        assertThat(errors).extracting(ClangMessage::line).containsExactly(3, 4, 5);
        assertThat(errors).extracting(ClangMessage::column).containsExactly(43, 4, 29);
        assertThat(errors).extracting(ClangMessage::length).containsExactly(1, 6, 1);
        assertThat(errors).extracting(ClangMessage::file).containsOnly("a:b c.c");
        assertThat(errors.getFirst().text()).isEqualTo("no member named 'z' in 'struct a'");
    }

    @Test
    void notesBelongToTheMessageBeforeThem() throws Exception {
        var errors = messages().stream().filter(ClangMessage::isError).toList();
        assertThat(errors.get(1).notes()).singleElement().satisfies(note -> {
            assertThat(note.text()).isEqualTo("expanded from macro 'FOO'");
            assertThat(note.line()).isEqualTo(2);
        });
        assertThat(errors.get(2).text()).endsWith("did you mean 'abcd'?");
    }

    @Test
    void messagesWithoutAPlaceAreKept() {
        var messages = ClangMessage.parse("""
                error: unknown target triple 'bpfx', please use -triple or -arch
                clang: error: unknown argument: '-fnope'
                fatal error: error in backend: Cannot select
                /usr/bin/clang-14: warning: argument unused
                """);
        assertThat(messages)
                .extracting(ClangMessage::text)
                .containsExactly(
                        "unknown target triple 'bpfx', please use -triple or -arch",
                        "unknown argument: '-fnope'",
                        "error in backend: Cannot select",
                        "argument unused");
        assertThat(messages)
                .extracting(ClangMessage::severity)
                .containsExactly(Severity.ERROR, Severity.ERROR, Severity.ERROR, Severity.WARNING);
    }

    @Test
    void garbageIsNoMessage() {
        assertThat(ClangMessage.parse("1 error generated.\n\u0000\n a.c:1:2: note: b\n"))
                .isEmpty();
        assertThat(ClangMessage.parse("a.c:99999999999:1: error: far"))
                .singleElement()
                .satisfies(message -> assertThat(message.line()).isEqualTo(Integer.MAX_VALUE));
    }
}
