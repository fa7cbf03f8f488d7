package io.polyprobe.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.polyprobe.clang.ObjectCache;
import io.polyprobe.diag.CompileException;
import io.polyprobe.diag.Diagnostic;
import org.junit.jupiter.api.Test;

class UsdtArgumentsTest {
    /** What stands before a text that reads USDT arguments. */
    private static final String ACCESSORS = """
            static __always_inline int _bpf_readarg_handle_1(struct pt_regs *ctx, void *to, unsigned long size)
            {
                u64 value = ctx->di;
                __builtin_memcpy(to, &value, size);
                return 0;
            }
            static __always_inline int _bpf_readarg_handle_2(struct pt_regs *ctx, void *to, unsigned long size)
            {
                u32 value = 0;
                bpf_probe_read_user(&value, sizeof(value), (void *)(ctx->bp - 8));
                *(u64 *)to = value;
                return 0;
            }
            """;

    private final Dialect dialect = new Dialect(TestTypes.CLANG, ObjectCache.none());

    private Diagnostic error(String text) {
        var source = CSource.of("usdt.c", text).withPrologue(ACCESSORS);
        return catchThrowableOfType(CompileException.class, () -> dialect.compile(source, TestTypes.SMALL))
                .diagnostics()
                .getFirst();
    }

    @Test
    void argumentsAreReadByTheFunctionsMadeForThem() throws Exception {
        var source = CSource.of("usdt.c", """
                #define SECOND 2
                BPF_HASH(counts, u64);
                int handle(struct pt_regs *ctx)
                {
                    u64 first = 0, address = 0;
                    char text[32];
                    if (bpf_usdt_readarg(1, ctx, &first) < 0)
                        return 0;
                    bpf_usdt_readarg(SECOND, ctx, &address);
                    bpf_usdt_readarg_p(2, ctx, &text, sizeof(text));
                    counts.increment(address);
                    return text[0] + first;
                }
                """).withPrologue(ACCESSORS);
        assertThat(dialect.rewrite(source, TestTypes.SMALL))
                .contains("    if (polyprobe_usdt_readarg(handle, 1, ctx, &first) < 0)")
                .contains("    polyprobe_usdt_readarg(handle, SECOND, ctx, &address);")
                .contains("    polyprobe_usdt_readarg_p(handle, 2, ctx, &text, sizeof(text));");
        var compiled = dialect.compile(source, TestTypes.SMALL);
        assertThat(compiled.warnings()).isEmpty();
        assertThat(compiled.object().programs()).hasSize(1);
    }

    @Test
    void aProbeThatIsNotEnabledIsTheReason() {
        var error = error("int other(struct pt_regs *ctx)\n{ u64 v; return bpf_usdt_readarg(1, ctx, &v); }");
        assertThat(error.message()).isEqualTo("no USDT probe with an argument 1 calls other");
        assertThat(error.place()).hasToString("usdt.c:2:17");
        assertThat(error.hints().getFirst()).contains("enable_probe(\"name\", \"other\")");
    }

    @Test
    void anArgumentIsNamedByANumber() {
        var error = error("int handle(struct pt_regs *ctx) { u64 v; int n = 1; return bpf_usdt_readarg(n, ctx, &v); }");
        assertThat(error.message()).contains("has to be written as a number");
    }

    @Test
    void aMacroServesOneFunction() {
        var error = error("""
                #define FIRST(to) bpf_usdt_readarg(1, ctx, to)
                int handle(struct pt_regs *ctx) { u64 v; return FIRST(&v); }
                int other(struct pt_regs *ctx) { u64 v; return FIRST(&v); }""");
        assertThat(error.message()).isEqualTo("no USDT probe with an argument 1 calls other");
        assertThat(error.place()).hasToString("usdt.c:3:48");
    }
}
