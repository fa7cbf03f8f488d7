package io.polyprobe.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.polyprobe.clang.ObjectCache;
import io.polyprobe.diag.CompileException;
import io.polyprobe.diag.Diagnostic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorPlaceTest {
    private final Dialect dialect = new Dialect(TestTypes.CLANG, ObjectCache.none());

    private List<Diagnostic> errors(CSource source) {
        return catchThrowableOfType(CompileException.class, () -> dialect.compile(source, TestTypes.SMALL))
                .diagnostics();
    }

    private Diagnostic error(String c) {
        return errors(CSource.of("x.c", c)).getFirst();
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments("an unknown name", "int f(void *ctx) {\n  return foo;\n}", "x.c:2:10", 3, "undeclared", ""),
                arguments("an unknown function", "int f(void *ctx) { return bar(1); }", "x.c:1:27", 3, "bar", ""),
                arguments(
                        "columns are characters",
                        "int f(void *ctx) { /* äöü€𝄞 */ return foo; }",
                        "x.c:1:40",
                        3,
                        "foo",
                        ""),
                arguments("a missing brace", "int f(void *ctx) {\n  return 0;\n", "x.c:2:12", 1, "expected '}'", ""),
                arguments(
                        "a kind of table that is not there",
                        "BPF_HASH(a);\nBPF_CLOUD(b);\nint f(void *ctx) { return 0; }",
                        "x.c:2:11",
                        1,
                        "",
                        "no BPF_CLOUD in this version"),
                arguments(
                        "an open quotation mark",
                        "int f(void *ctx) {\n  bpf_trace_printk(\"oops);\n  return 0;\n}",
                        "x.c:2:20",
                        1,
                        "missing terminating '\"'",
                        ""),
                arguments(
                        "a header that leads out of the kernel's",
                        "#include <linux/../../x.h>\n",
                        "x.c:1:10",
                        17,
                        "file not found",
                        ""),
                arguments(
                        "an unknown header",
                        "#include <stdio.h>\n",
                        "x.c:1:10",
                        9,
                        "'stdio.h' file not found",
                        "no C library"),
                arguments(
                        "an unknown method",
                        "BPF_HASH(m);\nint f(void *ctx) { m.luup(0); return 0; }",
                        "x.c:2:22",
                        4,
                        "the table 'm' has no method 'luup'",
                        "lookup, lookup_or_init"),
                arguments(
                        "a method of another kind of table",
                        "BPF_PERF_OUTPUT(e);\nint f(void *ctx) { e.ringbuf_output(ctx, 1, 0); return 0; }",
                        "x.c:2:22",
                        14,
                        "the table 'e' has no method 'ringbuf_output'",
                        "Its methods: perf_submit, perf_submit_skb."),
                arguments(
                        "a method with too few arguments",
                        "BPF_HASH(m);\nint f(void *ctx) { u64 k = 0; m.update(&k); return 0; }",
                        "x.c:2:42",
                        1,
                        "too few arguments",
                        ""),
                arguments(
                        "a packet's field changed in place",
                        "#include <bcc/proto.h>\nint f(struct __sk_buff *skb) { struct ip_t *ip = 0; ip->ttl--; return 0; }",
                        "x.c:2:53",
                        2,
                        "not changed by --",
                        "ip->ttl = ip->ttl - 1"),
                arguments(
                        "a wrong key",
                        "BPF_HASH(m, u32);\nint f(void *ctx) { struct {int a, b;} k = {}; m.increment(k); return 0; }",
                        "x.c:2:59",
                        1,
                        "incompatible type",
                        ""),
                arguments(
                        "an unknown tracepoint",
                        "TRACEPOINT_PROBE(no, such) { return args->x; }",
                        "x.c:1:41",
                        1,
                        "incomplete definition",
                        "no tracepoint no:such"),
                arguments(
                        "a macro's use",
                        "#define M(x) (x)->y\nint f(struct pt_regs *ctx) {\n  return M(ctx);\n}",
                        "x.c:3:10",
                        6,
                        "no member named 'y'",
                        ""),
                arguments(
                        "what only the back end finds",
                        "int f(void *ctx) {\n  char a[600]; bpf_probe_read(a, 600, ctx); return a[5]; }",
                        "x.c:1:5",
                        1,
                        "stack limit",
                        "BPF_PERCPU_ARRAY"),
                arguments(
                        "what is wrong after an edit on the line",
                        "BPF_HASH(m, u32); int f(void *c) { u32 k = 0; m.lookup(&k); char x[] = \"a\"; return bpf_trace_printk(x); }",
                        "x.c:1:102",
                        1,
                        "too few arguments",
                        ""),
                arguments(
                        "seven parameters",
                        "int f(struct pt_regs *ctx, int a, int b, int c, int d, int e, int f, int g) { return g; }",
                        "x.c:1:74",
                        1,
                        "6 parameters",
                        ""),
                arguments(
                        "parameters without registers",
                        "int f(void *ctx, int a) { return a; }",
                        "x.c:1:22",
                        1,
                        "struct pt_regs *",
                        "static"),
                arguments(
                        "a parameter without a name",
                        "int f(struct pt_regs *ctx, int) { return 0; }",
                        "x.c:1:5",
                        1,
                        "name",
                        ""),
                arguments(
                        "a method put together by a macro",
                        "BPF_HASH(m, u32);\n#define DO(t, what, k) t.what(k)\nint f(void *ctx) { u32 k = 0; DO(m, increment, k); return 0; }",
                        "x.c:3:31",
                        1,
                        "'m.increment' is put together",
                        "Write"),
                arguments(
                        "a write to the kernel's memory",
                        "int f(struct pt_regs *ctx, struct task_struct *t) {\n  t->pid = 1;\n  return 0;\n}",
                        "x.c:2:3",
                        1,
                        "cannot write",
                        "copy"),
                arguments(
                        "a count in the kernel's memory",
                        "int f(struct pt_regs *ctx, struct task_struct *t, int *n) { t->mm->pgd += 2; return 0; }",
                        "x.c:1:61",
                        1,
                        "cannot write",
                        "bpf_probe_write_user"),
                arguments(
                        "a step in the kernel's memory",
                        "int f(struct pt_regs *ctx, int *n) { ++*n; return 0; }",
                        "x.c:1:38",
                        2,
                        "cannot write",
                        "copy"),
                arguments(
                        "a read that a macro puts together",
                        "#define SUM(a, f) (1 + (a)->f)\nint f(struct pt_regs *ctx, struct task_struct *t) { return SUM(t, pid); }",
                        "x.c:2:60",
                        1,
                        "a macro puts this read",
                        "into a variable"),
                arguments(
                        "four values to print",
                        "int f(void *ctx) { bpf_trace_printk(\"%d%d%d%d\", 1, 2, 3, 4); return 0; }",
                        "x.c:1:20",
                        16,
                        "3 values",
                        "two calls"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aMistakeIsShownWhereItIs(String what, String c, String place, int length, String message, String hint) {
        var error = error(c);
        assertThat(error.place()).hasToString(place);
        assertThat(Objects.requireNonNull(error.place()).length()).isEqualTo(length);
        assertThat(error.message()).contains(message);
        assertThat(String.join("\n", error.hints())).contains(hint);
    }

    private static final String C = """
            int f(void *ctx) {
                bpf_trace_printk("hi\\n");
                return foo;
            }
            """;

    static Stream<Arguments> scripts() {
        return Stream.of(
                arguments("as it is", C, "prog = r\"\"\"" + C + "\"\"\"\nprint(prog)\n", "s.py:3:12"),
                arguments(
                        "on the first line",
                        "int f(void *c) { return foo; }",
                        "from bcc import BPF\nBPF(text='int f(void *c) { return foo; }')\n",
                        "s.py:2:35"),
                arguments(
                        "with escapes",
                        C,
                        "#!/usr/bin/python3\nprog = \"\"\"" + C.replace("\\n", "\\\\n") + "\"\"\"\n",
                        "s.py:4:12"),
                arguments(
                        "with a line replaced",
                        C.replace("return foo", "if (ctx) return foo"),
                        "p = '''" + C.replace("return foo;", "FILTER")
                                + "'''\np = p.replace('FILTER', 'if (ctx) return foo;')\n",
                        "s.py:6:42"),
                arguments(
                        "with one line made several",
                        C.replace("return foo;", "u32 a;\n    u32 b;\n    return foo;"),
                        "p = '''\n" + C.replace("return foo;", "FILTER") + "'''\n",
                        "s.py:4"),
                arguments(
                        "after a line made several",
                        C.replace("    bpf_", "    u32 a;\n    u32 b;\n    bpf_"),
                        "p = '''\n" + C.replace("    bpf_", "    VARS\n    bpf_") + "'''\n",
                        "s.py:5:12"),
                arguments(
                        "formatted",
                        C,
                        "p = '''\n" + C.replace("{", "{{").replace("}", "}}").replace("\\n", "\\\\n")
                                + "'''.format()\n",
                        "s.py:4:12"),
                arguments(
                        "as joined literals",
                        "int f(void *c) {\n  return foo;\n}\n",
                        "p = ('int f(void *c) {\\n'\n     '  return foo;\\n'\n     '}\\n')\n",
                        "s.py:2:16"),
                arguments(
                        "as one escaped literal",
                        "int f(void *c) {\n  return foo;\n}\n",
                        "p = 'int f(void *c) {\\n  return foo;\\n}\\n'\n",
                        "s.py:1:33"),
                arguments(
                        "changed on the line",
                        C.replace("foo", "foo + 12345"),
                        "const p = `" + C.replace("foo", "foo + ${pid}") + "`;\n",
                        "s.py:3:12"),
                arguments("made up elsewhere", C, "import lib\nlib.run()\n", "C text in s.py:3:12"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scripts")
    void anErrorIsShownInTheScript(String what, String c, String script, String place) {
        var source = new CSource(c, "s.py", List.of(), null, LineOrigin.within("s.py", script, c));
        var found = Objects.requireNonNull(errors(source).getFirst().place());
        assertThat(found).hasToString(place);
        if (found.column() > 0) {
            assertThat(Objects.requireNonNull(found.text()).substring(found.column() - 1))
                    .startsWith("foo");
        }
    }

    @Test
    void anErrorInAnIncludedFileNamesThatFile(@TempDir Path directory) throws Exception {
        Files.writeString(
                directory.resolve("my header.h"), "#include <linux/types.h>\nstatic int g() { return foo; }\n");
        var source = new CSource("#include \"my header.h\"\n", "x.c", List.of(), directory, LineOrigin.itself("x.c"));
        assertThat(errors(source).getFirst().place()).hasToString(directory.resolve("my header.h") + ":2:25");
    }

    @Test
    void notesAreShownWithTheirPlace() {
        assertThat(error("int abcd;\nint f(void *ctx) { return abcde; }").context())
                .containsExactly("x.c:1:5: 'abcd' declared here");
    }

    @Test
    void warningsDoNotStopTheCompilation() throws Exception {
        var source = CSource.of("x.c", "int f(void *ctx) {\n bpf_trace_printk(\"%d %f\", 1); int *p = 1; return !p; }");
        assertThat(dialect.compile(source, TestTypes.SMALL).warnings())
                .extracting(Diagnostic::message)
                .satisfiesExactly(
                        message -> assertThat(message).contains("incompatible integer to pointer"),
                        message -> assertThat(message).contains("%f"),
                        message -> assertThat(message).contains("2 conversions, and 1 values"));
    }

    @Test
    void aFlagThatClangDoesNotKnowIsNamed() {
        var source = new CSource("", "x.c", List.of("-fno-such"), null, LineOrigin.itself("x.c"));
        assertThat(errors(source).getFirst().context()).anyMatch(line -> line.contains("-fno-such"));
    }
}
