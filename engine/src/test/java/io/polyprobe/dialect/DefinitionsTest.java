package io.polyprobe.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.btf.Btf;
import io.polyprobe.clang.ObjectCache;
import io.polyprobe.target.TracepointFormat;
import io.polyprobe.target.Types;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DefinitionsTest {
    private static String named(String... names) {
        return Definitions.of(Set.of(names), Set.of(), TestTypes.SMALL.btf()).print();
    }

    private static Dialect.Compiled compile(String text) throws InterruptedException {
        return new Dialect(TestTypes.CLANG, ObjectCache.none()).compile(CSource.of("test.c", text), TestTypes.SMALL);
    }

    @Test
    void onlyWhatATextNamesIsThereAndWhatThatNamesInTurn() {
        assertThat(named("S_ISREG", "nothing")).isEqualTo("""
                        #define S_IFMT 0170000
                        #define S_IFREG 0100000
                        #define S_ISREG(mode) (((mode) & S_IFMT) == S_IFREG)
                        """);
    }

    @Test
    void aDefinitionHoldsForKernelsThatHaveItsField() {
        assertThat(named("O_DIRECTORY")).isEqualTo("#define O_DIRECTORY 00200000\n");
        assertThat(named("DNAME_INLINE_LEN")).isEmpty();
    }

    @Test
    void aTextsOwnNamesWin() throws Exception {
        assertThat(compile("""
                        enum direction { READ, WRITE };
                        struct seen { int sk_state; u64 min; };
                        static inline u64 max(u64 a, u64 b) { return a > b ? a : b; }
                        BPF_HASH(all, u32, struct seen);
                        int on_it(void *ctx) {
                            struct seen now = {.sk_state = WRITE, .min = max(4, bpf_ktime_get_ns())};
                            u32 key = READ;
                            all.update(&key, &now);
                            return 0;
                        }
                        """).object().program("on_it")).isPresent();
    }

    /** A struct of the text's stands behind the pointers of the kernel's structs too, so clang does not warn. */
    @Test
    void aTextsOwnStructIsWhatPointersOfTheKernelLeadTo() throws Exception {
        var compiled = compile("""
                struct mm_struct { unsigned long other; };
                int on_it(struct pt_regs *ctx, struct task_struct *task) {
                    struct mm_struct *space = task->mm;
                    bpf_trace_printk("%d", space->other);
                    return 0;
                }
                """);
        assertThat(compiled.warnings()).isEmpty();
    }

    @Test
    void optionsAreDefinedAsInTheKernelsOwnBuild() throws Exception {
        var types = new Configured(Map.of("CONFIG_HZ", "1000", "CONFIG_NET_NS", "y", "CONFIG_XFS_FS", "m"));
        var names = Set.of("CONFIG_NET_NS", "CONFIG_XFS_FS", "CONFIG_XFS_FS_MODULE", "CONFIG_NONE");
        assertThat(Header.options(types, names)).isEqualTo(Map.of("CONFIG_NET_NS", "1", "CONFIG_XFS_FS_MODULE", "1"));
        String text = """
                #if HZ != 1000 || !IS_ENABLED(CONFIG_NET_NS) || IS_ENABLED(CONFIG_NONE)
                #error "no such kernel"
                #endif
                """;
        assertThat(new Dialect(TestTypes.CLANG, ObjectCache.none())
                        .compile(CSource.of("test.c", text), types)
                        .warnings())
                .isEmpty();
    }

    private record Configured(Map<String, String> options) implements Types {
        @Override
        public Btf btf() {
            return TestTypes.SMALL.btf();
        }

        @Override
        public String identity() {
            return "configured";
        }

        @Override
        public Optional<TracepointFormat> tracepoint(String category, String name) {
            return Optional.empty();
        }

        @Override
        public int kernelVersion() {
            return 6 << 16;
        }

        @Override
        public int onlineCpus() {
            return 1;
        }
    }
}
