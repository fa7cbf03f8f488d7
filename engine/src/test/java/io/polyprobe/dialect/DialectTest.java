package io.polyprobe.dialect;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.clang.ObjectCache;
import io.polyprobe.object.DebugRecords;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DialectTest {
    private final Dialect dialect = new Dialect(TestTypes.CLANG, ObjectCache.none());

    private ObjectSpec compile(CSource source) throws Exception {
        var compiled = dialect.compile(source, TestTypes.SMALL);
        assertThat(compiled.warnings()).isEmpty();
        return compiled.object();
    }

    private ObjectSpec golden(String name) throws Exception {
        return compile(CSource.of(name + ".c", TestTypes.read("golden/" + name + ".c")));
    }

    @Test
    void eachVisibleFunctionThatNothingCallsIsAProgram() throws Exception {
        assertThat(golden("parameters").programs())
                .extracting(ProgramSpec::name)
                .containsExactlyInAnyOrder(
                        "kprobe__do_sys_openat2",
                        "syscall__execve",
                        "kprobe____x64_sys_close",
                        "kretprobe__do_sys_openat2");
        assertThat(golden("tracepoints").programs())
                .extracting(ProgramSpec::name)
                .containsExactlyInAnyOrder(
                        "tracepoint__syscalls__sys_enter_openat",
                        "on_exec",
                        "tracepoint__raw_syscalls__sys_enter",
                        "on_switch",
                        "raw_tracepoint__sys_enter");
    }

    @Test
    void typedProbesAreNamedAsBccNamesThem() throws Exception {
        assertThat(golden("typed").programs())
                .extracting(ProgramSpec::section)
                .containsExactlyInAnyOrder(
                        "fn/kfunc__vmlinux__vfs_fsync",
                        "fn/kfunc__vmlinux__do_exit",
                        "fn/kretfunc__vmlinux__vfs_read",
                        "fn/kfunc__vmlinux__tty_write",
                        "fn/kmod_ret__bpf_modify_return_test",
                        "fn/kfunc__nf_tables__nft_do_chain",
                        "fn/lsm__task_alloc",
                        "fn/bpf_iter__task",
                        "fn/raw_tracepoint__sched_switch");
    }

    @Test
    void aMacroMayMakeFunctions() throws Exception {
        var object = compile(CSource.of("macro.c", """
                BPF_HASH(counts, u64);
                #define PAIR(name) \\
                    int kprobe__##name(struct pt_regs *ctx, int fd) { u64 key = fd; counts.increment(key); return 0; } \\
                    int kretprobe__##name(struct pt_regs *ctx) { bpf_trace_printk(#name); return 0; }
                PAIR(vfs_read)
                PAIR(vfs_write)
                """));
        assertThat(object.programs())
                .extracting(ProgramSpec::section)
                .containsExactlyInAnyOrder(
                        "fn/kprobe__vfs_read",
                        "fn/kretprobe__vfs_read",
                        "fn/kprobe__vfs_write",
                        "fn/kretprobe__vfs_write");
    }

    @Test
    void aProbeMayBeDeclaredBeforeItIsDefined() throws Exception {
        var object = compile(CSource.of("declared.c", """
                int kprobe__vfs_read(struct pt_regs *, int fd,
                                     const char *);
                int kprobe__vfs_read(struct pt_regs *ctx, int fd, const char *to) { return fd + !to; }
                """));
        assertThat(object.programs()).extracting(ProgramSpec::name).containsExactly("kprobe__vfs_read");
        assertThat(object.programs().getFirst().lines())
                .allSatisfy(line -> assertThat(line.line()).isEqualTo(3));
    }

    @Test
    void aFunctionThatOnlyItselfCallsIsAProgramStill() throws Exception {
        var object = compile(CSource.of("self.c", "int f(struct pt_regs *ctx) { return ctx->ax ? f(ctx) : 1; }"));
        assertThat(object.programs()).extracting(ProgramSpec::name).containsExactly("f");
    }

    @Test
    void columnsOfLinesAreCharacters() throws Exception {
        var object = compile(CSource.of(
                "f.c", "int g(void *c);\n/* äöü */ int f(struct pt_regs *ctx) {\n /* ä€ */ return ctx->ax; }"));
        assertThat(object.programs().getFirst().lines())
                .extracting(ProgramSpec.Line::line, ProgramSpec.Line::column)
                .contains(tuple(3, 23));
    }

    @Test
    void textInLibbpfsStyleKeepsItsSections() throws Exception {
        var object = golden("libbpf");
        assertThat(object.programs())
                .extracting(ProgramSpec::section)
                .containsExactly("tracepoint/syscalls/sys_enter_openat", "fentry/do_exit");
        assertThat(object.programs().getFirst().functions())
                .extracting(ProgramSpec.Function::name)
                .contains("helper");
        assertThat(object.maps()).containsKeys("counts", ".rodata");
    }

    @Test
    void mapsHaveBccsTypesAndSizes() throws Exception {
        var maps = golden("maps").maps();
        assertMap(maps, "plain", MapType.HASH, 8, 8, 10240);
        assertMap(maps, "counts", MapType.HASH, 4, 8, 10240);
        assertMap(maps, "sizes", MapType.HASH, 20, 8, 100);
        assertMap(maps, "slots", MapType.ARRAY, 4, 8, 16);
        assertMap(maps, "scratch", MapType.PERCPU_ARRAY, 4, 20, 1);
        assertMap(maps, "dist", MapType.ARRAY, 4, 8, 64);
        assertMap(maps, "by_key", MapType.HASH, 20, 8, 64);
        assertMap(maps, "recent", MapType.LRU_HASH, 4, 20, 512);
        assertMap(maps, "events", MapType.PERF_EVENT_ARRAY, 4, 4, 0);
        assertMap(maps, "ring", MapType.RINGBUF, 0, 0, 8 * 4096);
        assertMap(maps, "stacks", MapType.STACK_TRACE, 4, 127 * 8, 1024);
    }

    private static void assertMap(
            Map<String, MapSpec> maps, String name, MapType type, int key, int value, int entries) {
        var map = requireNonNull(maps.get(name));
        assertThat(map.type()).isEqualTo(type);
        assertThat(List.of(map.keySize(), map.valueSize(), map.maxEntries())).containsExactly(key, value, entries);
    }

    @Test
    void typesOfKeysAndValuesAreInTheBtf() throws Exception {
        var object = golden("maps");
        var btf = requireNonNull(object.btf());
        assertThat(btf.type(
                        btf.resolve(requireNonNull(object.maps().get("sizes")).keyType())))
                .isInstanceOfSatisfying(
                        BtfType.Struct.class,
                        struct -> assertThat(struct.members())
                                .extracting(BtfType.Member::name)
                                .containsExactly("pid", "comm"));
    }

    @Test
    void theLicenseIsTheTextsOwnWhereItNamesOne() throws Exception {
        assertThat(compile(CSource.of("x.c", "#define BPF_LICENSE Dual BSD/GPL\nint f(void *c) { return 0; }"))
                        .license())
                .isEqualTo("Dual BSD/GPL");
    }

    @Test
    void lineInformationNamesTheScript() throws Exception {
        var c = "int f(void *ctx) {\n  bpf_trace_printk(\"x\\n\");\n  return bpf_get_current_pid_tgid();\n}\n";
        var origin = LineOrigin.within("hello.py", "#!/usr/bin/python3\ntext = r'''\n" + c + "'''\n", c);
        var program = compile(new CSource(c, "hello.c", List.of(), null, origin))
                .programs()
                .getFirst();
        assertThat(program.lines()).allSatisfy(line -> assertThat(line.file()).isEqualTo("hello.py"));
        assertThat(program.lines()).anySatisfy(line -> {
            assertThat(line.line()).isEqualTo(5);
            assertThat(line.column()).isEqualTo(10);
            assertThat(line.text()).isEqualTo("  return bpf_get_current_pid_tgid();");
        });
        assertThat(program.lines()).anySatisfy(line -> {
            assertThat(line.line()).isEqualTo(4);
            assertThat(line.column()).isZero();
            assertThat(line.text()).isEqualTo("  bpf_trace_printk(\"x\\n\");");
        });
    }

    /** As the kernel reads them: {@code line_off} is the third number of {@code struct bpf_line_info}. */
    @Test
    void theTypesHoldTheScriptsLines() throws Exception {
        var object = golden("maps");
        var program = object.program("bump").orElseThrow();
        var records = DebugRecords.of(object, program).orElseThrow();
        var lines = ByteBuffer.wrap(records.lines()).order(ByteOrder.LITTLE_ENDIAN);
        var btf = Btf.parse(requireNonNull(object.btf()).encode());
        for (int i = 0; i < program.lines().size(); i++) {
            assertThat(btf.string(lines.getInt(i * DebugRecords.LINE_BYTES + 8)))
                    .isEqualTo(program.lines().get(i).text());
        }
    }

    @Test
    void anEmptyTextIsAnObjectWithoutPrograms() throws Exception {
        assertThat(compile(CSource.of("x.c", "")).programs()).isEmpty();
        assertThat(compile(CSource.of("x.c", "/* äöü */ // x")).programs()).isEmpty();
    }

    @Test
    void flagsCanDefineMacros() throws Exception {
        var source = new CSource(
                "int f(void *c) { return X; }", "x.c", List.of("-DX=7", "-Wno-unused"), null, LineOrigin.itself("x.c"));
        assertThat(compile(source).programs()).hasSize(1);
    }

    @Test
    void llvms_language_can_be_seen() throws Exception {
        var source = CSource.of("seven.c", "int handle(struct pt_regs *ctx) { return 7; }\n");
        assertThat(dialect.intermediate(source, TestTypes.SMALL))
                .contains("define dso_local i32 @handle")
                .contains("ret i32 7");
    }
}
