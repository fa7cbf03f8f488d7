package io.polyprobe.ptrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.TargetException;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.WorldEndedException;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;
import io.polyprobe.vm.world.WorldSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PtraceWorldTest {
    private static final String WHO = """
            SEC("tracepoint") int p(struct trace_event_raw_sched_process_exec *ctx) {
                char name[16];
                comm(name, sizeof(name));
                print("%s %d", name, (u32)(pid_tgid() >> 32));
                return 0;
            }
            """;

    @TempDir
    Path directory;

    @Test
    void a_system_call_shows_its_true_arguments_and_who_makes_it() throws InterruptedException {
        var traced = Traced.run("tracepoint:syscalls:sys_enter_openat", """
                SEC("tracepoint") int p(struct syscall_trace_enter *ctx) {
                    char path[64], name[16];
                    read_user_str(path, sizeof(path), (void *)ctx->args[1]);
                    comm(name, sizeof(name));
                    print("%s opens %s", name, path);
                    return 0;
                }
                """, "cat", "/etc/hostname");
        assertThat(traced.lines()).contains("cat opens /etc/hostname");
        assertThat(traced.exitCode()).isZero();
    }

    @Test
    void the_end_of_a_system_call_shows_what_it_returned() throws InterruptedException {
        var traced = Traced.run("kretprobe:do_sys_openat2", """
                SEC("kprobe") int p(struct pt_regs *ctx) { print("%d", ctx->ax); return 0; }
                """, "cat", "/nowhere", "/etc/hostname");
        assertThat(traced.lines()
                        .subList(traced.lines().size() - 2, traced.lines().size()))
                .containsExactly(
                        "-2", "3"); // the first descriptor behind the standard streams: none of ours was passed on
        assertThat(traced.exitCode()).isEqualTo(1);
    }

    @Test
    void functions_behind_system_calls_have_the_file_in_their_arguments() throws Exception {
        var traced = Traced.run(
                "kprobe:vfs_read",
                """
                SEC("kprobe") int p(struct pt_regs *ctx) {
                    struct file *file = (void *)ctx->di;
                    struct dentry *dentry, *parent;
                    struct inode *inode;
                    const unsigned char *name;
                    char text[64], above[64];
                    umode_t mode;
                    get(dentry, file->f_path.dentry);
                    get(name, dentry->d_name.name);
                    read_kernel_str(text, sizeof(text), name);
                    get(parent, dentry->d_parent);
                    get(name, parent->d_name.name);
                    read_kernel_str(above, sizeof(above), name);
                    get(inode, file->f_inode);
                    get(mode, inode->i_mode);
                    print("%s/%s %x", above, text, mode);
                    return 0;
                }
                """,
                "sh",
                "-c",
                "cat /etc/hostname | cat"); // from file to file cat copies without reading
        int mode = (int) Files.getAttribute(Path.of("/etc/hostname"), "unix:mode");
        assertThat(traced.lines()).contains("etc/hostname %x".formatted(mode));
    }

    @Test
    void identity_is_that_of_the_process_and_its_parents() throws InterruptedException {
        var traced = Traced.run("tracepoint:sched:sched_process_exec", """
                SEC("tracepoint") int p(struct trace_event_raw_sched_process_exec *ctx) {
                    struct task_struct *task = current(), *parent;
                    const struct cred *cred;
                    pid_t above;
                    uid_t user;
                    get(parent, task->real_parent);
                    get(above, parent->tgid);
                    get(cred, task->cred);
                    get(user, cred->uid.val);
                    print("parent %d", above);
                    print("uid %d %d", user, (u32)uid_gid());
                    print("file %s", (char *)ctx + (ctx->__data_loc_filename & 0xffff));
                    print("cgroup %d", cgroup() != 0);
                    return 0;
                }
                """, "/bin/true");
        long user = ProcFs.number(ProcFs.status((int) ProcessHandle.current().pid()), "Uid", -1);
        assertThat(traced.lines())
                .containsExactly(
                        "parent " + ProcessHandle.current().pid(),
                        "uid %d %d".formatted(user, user),
                        "file /bin/true",
                        "cgroup 1");
    }

    @ParameterizedTest
    @CsvSource({"exit 7, 7", "kill -9 $$, 137", "kill -15 $$, 143"})
    void the_exit_code_is_the_programs_own(String script, int code) throws InterruptedException {
        var traced = Traced.run("tracepoint:sched:sched_process_exit", WHO, "/bin/sh", "-c", script);
        assertThat(traced.exitCode()).isEqualTo(code);
        assertThat(traced.lines()).hasSize(1).first().asString().startsWith("sh ");
    }

    @Test
    void children_of_a_storm_are_all_seen_to_execute() throws InterruptedException {
        var traced = Traced.shell(
                "tracepoint:sched:sched_process_exec",
                WHO,
                "for i in 1 2 3 4 5 6; do (for j in 1 2 3 4 5; do /bin/true & done; wait) & done; wait");
        assertThat(traced.lines())
                .filteredOn(line -> line.startsWith("true "))
                .hasSize(30)
                .doesNotHaveDuplicates();
        assertThat(traced.exitCode()).isZero();
    }

    @Test
    void a_process_that_is_killed_while_it_is_looked_at_holds_nothing_up() throws InterruptedException {
        var traced =
                Traced.shell("kprobe:vfs_read", """
                SEC("kprobe") int p(struct pt_regs *ctx) {
                    char text[64];
                    if (read_user_str(text, sizeof(text), (void *)ctx->si) < 0) { print("fault"); }
                    return 0;
                }
                """, "cat /dev/zero > /dev/null & sleep 0.2; kill -9 $!; wait; exit 3");
        assertThat(traced.exitCode()).isEqualTo(3);
    }

    @Test
    void signals_are_seen_and_reach_the_program() throws InterruptedException {
        var traced = Traced.shell("tracepoint:signal:signal_deliver", """
                SEC("tracepoint") int p(char *ctx) { print("%d", *(int *)(ctx + 8)); return 0; }
                """, "trap 'exit 5' USR1; kill -USR1 $$; exit 1");
        assertThat(traced.lines()).contains("10");
        assertThat(traced.exitCode()).isEqualTo(5);
    }

    @Test
    void only_what_is_asked_for_stops_the_program() throws Exception {
        assertThat(seccompMode("tracepoint:syscalls:sys_enter_openat")).isEqualTo("2"); // a filter
        assertThat(seccompMode("tracepoint:sched:sched_process_exit")).isEqualTo("0");
    }

    private String seccompMode(String probe) throws Exception {
        Path out = directory.resolve("status");
        Traced.run(
                probe,
                "SEC(\"tracepoint\") int p(void *ctx) { return 0; }",
                "/bin/sh",
                "-c",
                "cat /proc/self/status > " + out);
        return Files.readAllLines(out).stream()
                .filter(line -> line.startsWith("Seccomp:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .collect(Collectors.joining());
    }

    @Test
    void every_system_call_of_threads_and_children_enters_and_leaves() throws InterruptedException {
        var traced = Traced.shell("raw_tracepoint:sys_exit", """
                SEC("raw_tp") int p(struct bpf_raw_tracepoint_args *ctx) {
                    struct pt_regs *regs = (void *)ctx->args[0];
                    unsigned long call;
                    get(call, regs->orig_ax);
                    print("%d", call);
                    return 0;
                }
                """, "/bin/true");
        Map<String, Long> calls =
                traced.lines().stream().collect(Collectors.groupingBy(line -> line, Collectors.counting()));
        assertThat(calls).containsKeys("59", "12", "9"); // execve, brk, mmap
        assertThat(calls).doesNotContainKey("231"); // exit_group does not come back
    }

    @Test
    void threads_are_followed_to_their_end() throws InterruptedException {
        String java = ProcessHandle.current().info().command().orElseThrow();
        var traced = Traced.shell(
                "tracepoint:sched:sched_process_exit",
                """
                SEC("tracepoint") int p(void *ctx) {
                    u64 id = pid_tgid();
                    print("%s", (u32)id == id >> 32 ? "process" : "thread");
                    return 0;
                }
                """,
                java + " -XX:TieredStopAtLevel=1 -version 2> /dev/null; exit 4");
        assertThat(traced.lines()).filteredOn(line -> line.equals("thread")).hasSizeGreaterThan(3);
        assertThat(traced.exitCode()).isEqualTo(4);
    }

    @Test
    void a_program_writes_into_the_memory_of_the_process() throws InterruptedException {
        var traced = Traced.run("kprobe:__x64_sys_openat", """
                SEC("kprobe") int p(struct pt_regs *ctx) {
                    struct pt_regs *regs = (void *)ctx->di;
                    unsigned long path;
                    char text[16];
                    get(path, regs->si);
                    read_user_str(text, sizeof(text), (void *)path);
                    if (text[0] == '/' && text[1] == 'n' && text[2] == 'o') {
                        char other[] = "/etc/hostname";
                        print("%d", write_user((void *)path, other, sizeof(other)));
                    }
                    return 0;
                }
                """, "cat", "/nowhere/at-all");
        assertThat(traced.lines()).containsExactly("0");
        assertThat(traced.exitCode()).isZero();
    }

    @Test
    void a_process_is_joined_and_left_alive() throws Exception {
        var outer = new ProcessBuilder(
                        "/bin/sh", "-c", "(while :; do cat /etc/hostname; sleep 0.05; done) >/dev/null & echo $!")
                .start();
        String pid;
        try (var out = new BufferedReader(new InputStreamReader(outer.getInputStream(), StandardCharsets.UTF_8))) {
            pid = Objects.requireNonNull(out.readLine());
        }
        ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        try (var target = VmTarget.open(VmOptions.DEFAULT.withWorld(WorldSpec.parse("ptrace:pid=" + pid)))) {
            target.load(Traced.object(WHO)).attach("p", ProbeSpec.parse("tracepoint:sched:sched_process_exec"));
            var line = Objects.requireNonNull(target.trace().read(Duration.ofSeconds(30)));
            assertThat(Traced.message(line)).matches("(cat|sleep) \\d+");
        } finally {
            assertThat(tracer(pid)).isEqualTo("0");
            assertThat(process.destroyForcibly()).isTrue();
        }
    }

    private static String tracer(String pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", pid, "status")).stream()
                .filter(line -> line.startsWith("TracerPid:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .collect(Collectors.joining());
    }

    @Test
    void a_world_that_is_closed_ends_what_it_has_started() throws Exception {
        Path out = directory.resolve("pid");
        try (var target = Traced.open("/bin/sh", "-c", "echo $$ > " + out + "; sleep 1000")) {
            target.load(Traced.object(WHO))
                    .attach("p", ProbeSpec.parse("tracepoint:syscalls:sys_enter_clock_nanosleep"));
            assertThat(target.trace().read(Duration.ofSeconds(30))).isNotNull();
        }
        assertThat(Path.of("/proc", Files.readString(out).strip())).doesNotExist();
    }

    @Test
    void nobody_waits_for_a_program_that_was_never_started() throws InterruptedException {
        try (var target = Traced.open("/bin/true")) {
            assertThat(target.finish()).isEmpty();
        }
    }

    @Test
    void functions_have_addresses_before_anything_is_attached() {
        try (var target = Traced.open("/bin/true")) {
            assertThat(target.symbols().kernelAddress("__x64_sys_statfs")).isPresent();
        }
    }

    @Test
    void the_world_ends_with_the_program() {
        try (var target = Traced.open("/bin/true")) {
            assertThatThrownBy(() -> target.sleep(Duration.ofSeconds(30))).isInstanceOf(WorldEndedException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ptrace          |            | it is about a program, and none is named",
                "ptrace:fast     |            | the world 'ptrace': 'fast' is none of its options",
                "ptrace:pid=me   |            | the world 'ptrace': 'me' is no process id",
                "ptrace:pid=9999999 |         | there is no process 9999999",
                "ptrace:pid=1    | ls         | it traces either process 1 or a command",
                "ptrace          | no-such-program | cannot run no-such-program: no directory of PATH has it",
                "ptrace          | /no/such   | cannot run /no/such: there is no such file",
                "ptrace          | /etc/passwd | cannot run /etc/passwd: it is no file that you may execute",
            })
    void what_cannot_be_traced_is_refused_at_once(String world, @Nullable String command, String reason) {
        var spec = WorldSpec.parse(world).withCommand(command == null ? List.of() : List.of(command));
        assertThatThrownBy(
                        () -> VmTarget.open(VmOptions.DEFAULT.withWorld(spec)).close())
                .isInstanceOf(TargetException.class)
                .hasMessageContaining(reason);
    }
}
