package io.polyprobe.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.TestClang;
import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.FaultException;
import io.polyprobe.diag.RejectedException;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.LoadedObject;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Program;
import io.polyprobe.target.TraceLine;
import io.polyprobe.target.TraceStream;
import io.polyprobe.target.WorldEndedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VmTargetTest {
    private static final VmOptions FAST = VmOptions.DEFAULT.withPace(Pace.MAX).withLimit(Duration.ofSeconds(5));

    private static final String PRELUDE = """
            #include "base.h"
            #include "regs.h"
            #include "tasks.h"
            #include "files.h"
            #include "tracing.h"
            #include "network.h"
            #define SEC(name) __attribute__((section(name), used))
            #define print(format, ...) ({ char f[] = format; printk(f, sizeof(f), ##__VA_ARGS__); })
            #define get(to, from) read_kernel(&to, sizeof(to), &from)
            static void *(*lookup)(void *, const void *) = (void *)1;
            static long (*printk)(const char *, u32, ...) = (void *)6;
            static u64 (*pid_tgid)(void) = (void *)14;
            static struct task_struct *(*current)(void) = (void *)35;
            static long (*read_kernel)(void *, u32, const void *) = (void *)113;
            static long (*read_user_str)(void *, u32, const void *) = (void *)114;
            static long (*read_kernel_str)(void *, u32, const void *) = (void *)115;
            char LICENSE[] SEC("license") = "GPL";
            """;

    @Test
    void a_kprobe_sees_arguments_in_registers_and_strings_in_user_memory() throws InterruptedException {
        List<String> lines = run("kprobe:do_sys_openat2", """
                SEC("kprobe") int p(struct pt_regs *ctx) {
                    char name[64];
                    struct open_how how;
                    long size = read_user_str(name, sizeof(name), (void *)ctx->si);
                    read_kernel(&how, sizeof(how), (void *)ctx->dx);
                    print("dfd=%d name=%s flags=%llx", ctx->di, name, how.flags);
                    return 0;
                }
                """);
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .matches(" +nginx-81\\d +\\[\\d{3}] \\.\\.\\.2\\. +10\\d\\.\\d{6}: bpf_trace_printk:"
                                + " dfd=-100 name=/var/log/nginx/access\\.log flags=441"));
    }

    @Test
    void a_kretprobe_sees_the_result() throws InterruptedException {
        List<String> lines = run("kretprobe:do_sys_openat2", """
                SEC("kprobe") int p(struct pt_regs *ctx) { print("ret=%ld", ctx->ax); return 0; }
                """);
        assertThat(messages(lines)).contains("ret=3", "ret=-2");
    }

    @Test
    void a_system_calls_function_gets_the_callers_registers() throws InterruptedException {
        List<String> lines = run("kprobe:__x64_sys_openat", """
                SEC("kprobe") int p(struct pt_regs *ctx) {
                    struct pt_regs *regs = (void *)ctx->di;
                    unsigned long name, nr;
                    char text[64];
                    get(name, regs->si);
                    get(nr, regs->orig_ax);
                    read_user_str(text, sizeof(text), (void *)name);
                    print("%d %s", nr, text);
                    return 0;
                }
                """);
        assertThat(messages(lines)).contains("257 /var/log/nginx/access.log");
    }

    @Test
    void a_system_calls_tracepoint_has_the_record_of_its_format() throws InterruptedException {
        List<String> lines = run("tracepoint:syscalls:sys_enter_openat", """
                SEC("tp") int p(struct syscall_trace_enter *ctx) {
                    char text[64];
                    int pid;
                    get(pid, ctx->ent.pid); // the common fields are not in the context that programs may read
                    read_user_str(text, sizeof(text), (void *)ctx->args[1]);
                    print("nr=%d pid=%d %s", ctx->nr, pid == (u32)pid_tgid(), text);
                    return 0;
                }
                """);
        assertThat(messages(lines)).contains("nr=257 pid=1 /var/log/nginx/access.log");
    }

    @Test
    void a_dynamic_string_lies_behind_the_record() throws InterruptedException {
        List<String> lines = run("tracepoint:sched:sched_process_exec", """
                SEC("tp") int p(struct trace_event_raw_sched_process_exec *ctx) {
                    char text[64];
                    long size = read_kernel_str(text, sizeof(text), (char *)ctx + (u16)ctx->__data_loc_filename);
                    print("%s %d", text, size == ctx->__data_loc_filename >> 16);
                    return 0;
                }
                """);
        assertThat(messages(lines)).contains("/usr/bin/runc 1");
    }

    @Test
    void typed_tracepoints_get_the_same_as_raw_ones() throws InterruptedException {
        String program = """
                SEC("tp_btf") int p(struct bpf_raw_tracepoint_args *ctx) {
                    struct task_struct *child = (void *)ctx->args[1];
                    int pid;
                    get(pid, child->pid);
                    print("%d", pid);
                    return 0;
                }
                """;
        assertThat(run("tp_btf:sched_process_fork", program))
                .isNotEmpty()
                .isEqualTo(run("raw_tracepoint:sched_process_fork", program));
    }

    @Test
    void raw_tracepoints_get_pointers_to_the_kernels_own_structs() throws InterruptedException {
        List<String> lines = run("raw_tracepoint:sched_process_fork", """
                SEC("raw_tp") int p(struct bpf_raw_tracepoint_args *ctx) {
                    struct task_struct *child = (void *)ctx->args[1], *parent;
                    char comm[16];
                    int pid;
                    u32 uid;
                    const struct cred *cred;
                    get(pid, child->pid);
                    get(parent, child->real_parent);
                    read_kernel_str(comm, sizeof(comm), parent->comm);
                    get(cred, child->cred);
                    get(uid, cred->uid);
                    print("%s %d %d", comm, parent == current(), uid);
                    return pid;
                }
                """);
        assertThat(messages(lines)).contains("bash 1 1000");
    }

    @Test
    void file_names_can_be_followed_from_the_file() throws InterruptedException {
        List<String> lines = run("kprobe:vfs_write", """
                SEC("kprobe") int p(struct pt_regs *ctx) {
                    struct file *file = (void *)ctx->di;
                    struct dentry *dentry, *parent;
                    const unsigned char *name;
                    char text[32], above[32];
                    get(dentry, file->f_path.dentry);
                    get(name, dentry->d_name.name);
                    read_kernel_str(text, sizeof(text), name);
                    get(parent, dentry->d_parent);
                    get(name, parent->d_name.name);
                    read_kernel_str(above, sizeof(above), name);
                    print("%s/%s", above, text);
                    return 0;
                }
                """);
        assertThat(messages(lines)).contains("nginx/access.log", "pts/0");
    }

    @Test
    void fentry_and_fexit_get_arguments_and_result() throws InterruptedException {
        List<String> lines = run("fexit:vfs_read", """
                SEC("fexit") int p(u64 *ctx) { print("count=%d ret=%d", ctx[2], ctx[4]); return 0; }
                """);
        assertThat(messages(lines)).contains("count=65536 ret=832");
    }

    @Test
    void fields_are_found_where_the_virtual_kernel_has_them() throws InterruptedException {
        List<String> lines = run("raw_tracepoint:sched_process_exec", """
                struct task_struct___mine {
                    char comm[16];
                    int gone, tgid;
                } __attribute__((preserve_access_index));
                SEC("raw_tp") int p(struct bpf_raw_tracepoint_args *ctx) {
                    struct task_struct___mine *task = (void *)ctx->args[0];
                    int tgid;
                    if (__builtin_preserve_field_info(task->gone, 2))
                        return task->gone;
                    read_kernel(&tgid, 4, &task->tgid);
                    print("%d", tgid == pid_tgid() >> 32);
                    return 0;
                }
                """);
        assertThat(messages(lines)).isNotEmpty().containsOnly("1");
    }

    @Test
    void maps_are_shared_between_programs_and_the_script() throws InterruptedException {
        try (var target = VmTarget.open(FAST)) {
            var object = target.load(object("""
                    struct { int (*type)[2]; u32 *key; u64 *value; int (*max_entries)[4]; } counts SEC(".maps");
                    int step = 2;
                    SEC("kprobe") int p(struct pt_regs *ctx) {
                        u32 key = 1;
                        u64 *count = lookup(&counts, &key);
                        if (count)
                            *count += step;
                        return 0;
                    }
                    """));
            object.attach("p", ProbeSpec.parse("kprobe:do_sys_openat2"));
            var link = object.attach("p", ProbeSpec.parse("kprobe:do_sys_openat2"));
            target.sleep(Duration.ofSeconds(2));
            long both = count(object);
            link.close();
            target.sleep(Duration.ofSeconds(2));
            long more = count(object) - both;
            assertThat(both).isPositive();
            assertThat(both % 4).isZero();
            assertThat(more).isPositive();
        }
    }

    @Test
    void the_same_seed_gives_the_same_bytes_and_another_seed_others() throws InterruptedException {
        String program = """
                SEC("kprobe") int p(struct pt_regs *ctx) {
                    char name[64];
                    read_user_str(name, sizeof(name), (void *)ctx->si);
                    print("%s %p", name, 0);
                    return 0;
                }
                """;
        List<String> first = run("kprobe:do_sys_openat2", program);
        assertThat(first).hasSizeBetween(25, 100);
        assertThat(run("kprobe:do_sys_openat2", program)).isEqualTo(first);
        assertThat(run(FAST.withSeed(2), "kprobe:do_sys_openat2", program)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7})
    void what_runs_a_program_makes_no_difference(int compileAfter) throws InterruptedException {
        String program = """
                struct { int (*type)[2]; u32 *key; u64 *value; int (*max_entries)[4]; } counts SEC(".maps");
                SEC("kprobe") int p(struct pt_regs *ctx) {
                    char name[64];
                    u32 key = ctx->dx & 3;
                    u64 *count = lookup(&counts, &key);
                    if (count) (*count)++;
                    read_user_str(name, sizeof(name), (void *)ctx->si);
                    print("%s %d", name, count ? *count : 0);
                    return 0;
                }
                """;
        List<String> interpreted = run(FAST.withCompileAfter(VmOptions.NEVER), "kprobe:do_sys_openat2", program);
        assertThat(interpreted).hasSizeGreaterThan(20);
        assertThat(run(FAST.withCompileAfter(compileAfter), "kprobe:do_sys_openat2", program))
                .isEqualTo(interpreted);
    }

    @Test
    void a_fault_surfaces_in_the_waiting_call_after_the_lines_before_it_and_only_once() throws InterruptedException {
        try (var target = VmTarget.open(FAST.unverified())) {
            var object = target.load(object("""
                    SEC("kprobe") int p(struct pt_regs *ctx) { print("soon"); return *(int *)8; }
                    """));
            object.attach("p", ProbeSpec.parse("kprobe:do_sys_openat2"));
            var trace = target.trace();
            assertThat(messages(texts(trace, 1))).containsExactly("soon");
            assertThatExceptionOfType(FaultException.class)
                    .isThrownBy(() -> trace.read(Duration.ofSeconds(1)))
                    .withMessageContaining("null pointer");
            assertThatThrownBy(() -> trace.read(Duration.ofSeconds(100))).isInstanceOf(WorldEndedException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kprobe:do_sys_openat | there is no such probe | Did you mean kprobe:do_sys_openat2",
                "kprobe:arch_align_stack | the simulated world does not call arch_align_stack | Linux has it",
                "kprobe:__x64_sys_mmap | does not call __x64_sys_mmap | Attaching would succeed",
                "kprobe:vfs_read+0x10 | have no instructions inside | kprobe:vfs_read is hit",
                "tracepoint:syscalls:sys_enter_openat3 | there is no such probe | Did you mean",
                "tracepoint:syscalls:sys_enter_mmap | the simulated world does not hit | Attaching",
                "raw_tracepoint:sys_entry | there is no such probe | raw_tracepoint:sys_enter",
                "tp_btf:sys_entry | there is no such probe | tp_btf:sys_enter",
                "uprobe:c:malloc | no programs and libraries to probe | --target kernel",
                "perf:page-faults@99 | no perf events | --target kernel",
                "lsm:file_open | no security modules | --target kernel",
                "iter:task | no iterators | --target kernel",
                "xdp:lo | no network devices | --target kernel",
                "socket:any | no network devices | --target kernel",
                "fmod_ret:security_file_open | no functions whose result could be changed | --target kernel",
            })
    void probes_that_are_not_there_are_explained(String probe, String message, String hint) {
        try (var target = VmTarget.open(FAST)) {
            var object = target.load(object("SEC(\"kprobe\") int p(void *ctx) { return 0; }"));
            assertThatExceptionOfType(AttachException.class)
                    .isThrownBy(() -> object.attach("p", ProbeSpec.parse(probe)))
                    .satisfies(e -> {
                        var diagnostic = e.diagnostics().getFirst();
                        assertThat(diagnostic.message()).contains(message);
                        assertThat(String.join(" ", diagnostic.hints())).contains(hint);
                    });
        }
    }

    @Test
    void a_helper_that_is_missing_is_named_at_the_line_that_calls_it() {
        try (var target = VmTarget.open(FAST)) {
            var object = target.load(object("""
                    static long (*send)(u32) = (void *)109;
                    SEC("kprobe") int p(void *ctx) { return send(9); }
                    """));
            assertThatExceptionOfType(RejectedException.class)
                    .isThrownBy(() -> object.program("p", ProgramType.KPROBE))
                    .withMessageContaining("bpf_send_signal, which is not in the virtual kernel")
                    .satisfies(e -> assertThat(e.diagnostics().getFirst().place())
                            .isNotNull()
                            .satisfies(place -> assertThat(place.text()).contains("send(9)")));
        }
    }

    @Test
    void a_map_type_that_is_missing_is_named() {
        try (var target = VmTarget.open(FAST)) {
            ObjectSpec spec = object("struct { int (*type)[33]; int (*max_entries)[1]; } arena SEC(\".maps\");");
            assertThatExceptionOfType(TargetException.class)
                    .isThrownBy(() -> target.load(spec))
                    .withMessageContaining("map 'arena'")
                    .withMessageContaining("ARENA are not in the virtual kernel yet");
        }
    }

    @Test
    void a_stack_leads_to_the_function_that_runs() throws InterruptedException {
        try (var target = VmTarget.open(FAST)) {
            var object = target.load(object("""
                    static long (*stackid)(void *, void *, u64) = (void *)27;
                    struct { int (*type)[7]; int (*key_size)[4]; int (*value_size)[1016]; int (*max_entries)[64]; }
                        stacks SEC(".maps");
                    SEC("kprobe") int p(void *ctx) { stackid(ctx, &stacks, 0); return 0; }
                    """));
            object.attach("p", ProbeSpec.parse("kprobe:do_sys_openat2"));
            target.sleep(Duration.ofSeconds(1));
            var stacks = Objects.requireNonNull(object.maps().get("stacks")).lookupBatch();
            assertThat(stacks).hasSize(1);
            long address = ByteBuffer.wrap(stacks.getFirst().value())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong();
            assertThat(target.symbols().kernel(address).orElseThrow().name()).isEqualTo("do_sys_openat2");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, VmOptions.NEVER})
    void packets_can_be_given_to_a_program(int compileAfter) {
        try (var target = VmTarget.open(FAST.withCompileAfter(compileAfter))) {
            var object = target.load(object("""
                    SEC("xdp") int p(struct xdp_md *ctx) {
                        unsigned char *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
                        if (data + 14 > end)
                            return XDP_DROP;
                        data[0] = 7;
                        return end - data;
                    }
                    """));
            var result = object.program("p", ProgramType.XDP).test(new Program.TestInput(new byte[20], null, 1));
            assertThat(result.returnValue()).isEqualTo(20);
            assertThat(result.data()).hasSize(20).startsWith(7, 0);
        }
    }

    @Test
    void closing_from_another_thread_ends_a_wait() throws InterruptedException {
        var target = VmTarget.open(VmOptions.DEFAULT.withPace(Pace.MAX));
        var object = target.load(object("SEC(\"kprobe\") int p(void *ctx) { print(\"x\"); return 0; }"));
        object.attach("p", ProbeSpec.parse("kprobe:do_sys_openat2"));
        var closing = Thread.ofVirtual().start(target::close);
        assertThatThrownBy(() -> target.sleep(Duration.ofDays(10_000))).isInstanceOf(WorldEndedException.class);
        closing.join();
        target.close();
    }

    static List<String> run(String probe, String program) throws InterruptedException {
        return run(FAST, probe, program);
    }

    static List<String> run(VmOptions options, String probe, String program) throws InterruptedException {
        try (var target = VmTarget.open(options)) {
            target.load(object(program)).attach("p", ProbeSpec.parse(probe));
            return texts(target.trace(), Integer.MAX_VALUE);
        }
    }

    private static ObjectSpec object(String c) {
        Path headers = Path.of("src/main/resources/io/polyprobe/vm/kernel").toAbsolutePath();
        return ObjectReader.read("test.o", TestClang.object(PRELUDE + c, "-I" + headers, "-Wno-unused"));
    }

    private static long count(LoadedObject object) {
        byte[] value = Objects.requireNonNull(object.maps().get("counts")).lookup(new byte[] {1, 0, 0, 0});
        return ByteBuffer.wrap(Objects.requireNonNull(value))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }

    static List<String> messages(List<String> lines) {
        return lines.stream()
                .map(line -> line.substring(line.indexOf("printk: ") + 8))
                .toList();
    }

    /** The next lines, at most so many, until the world ends. */
    static List<String> texts(TraceStream stream, int most) throws InterruptedException {
        var texts = new ArrayList<String>();
        try {
            while (texts.size() < most) {
                TraceLine line = stream.read(Duration.ofDays(1));
                texts.add(line == null ? "nothing" : new String(line.text(), StandardCharsets.ISO_8859_1));
            }
        } catch (WorldEndedException e) {
            return texts;
        }
        return texts;
    }
}
