package io.polyprobe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.dialect.CSource;
import io.polyprobe.linux.KernelTarget;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Target;
import io.polyprobe.target.TraceLine;
import io.polyprobe.vm.Pace;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What programs read through pointers as C reads memory is what is there. */
class ImplicitReadTest {
    private static final CSource PARENT = CSource.of("parent.c", """
            #include <linux/sched.h>
            int hello(void *ctx) {
                struct task_struct *t = (void *)bpf_get_current_task();
                u32 own = bpf_get_current_pid_tgid() >> 32;
                FILTER
                bpf_trace_printk("own %d is %d under %d", own, t->group_leader->tgid, t->real_parent->tgid);
                return 0;
            }
            """);

    private static final CSource FLAGS = CSource.of("flags.c", """
            #include <linux/fs.h>
            int hello(struct pt_regs *ctx, int dfd, const char __user *filename, struct open_how *how) {
                u32 own = bpf_get_current_pid_tgid() >> 32;
                FILTER
                bpf_trace_printk("file %d flags %d mode %d", filename[0] == filename[1], how->flags, how->mode & 0777);
                return 0;
            }
            """);

    private static MatchResult line(Target target, CSource source, String pattern) throws Exception {
        var filter = target instanceof KernelTarget
                ? "if (own != %d) return 0;".formatted(ProcessHandle.current().pid())
                : "";
        var text = CSource.of(source.name(), source.text().replace("FILTER", filter));
        try (target;
                Bpf bpf = Bpf.compile(target, text, ImplicitReadTest::ignore)) {
            bpf.attach("hello", ProbeSpec.parse("kprobe:do_sys_openat2"));
            Files.readString(Path.of("/etc/hostname"));
            TraceLine line = Objects.requireNonNull(bpf.trace().read(Duration.ofSeconds(10)));
            var printed = Pattern.compile(pattern).matcher(new String(line.text(), StandardCharsets.UTF_8));
            assertThat(printed.find())
                    .as(new String(line.text(), StandardCharsets.UTF_8))
                    .isTrue();
            return printed.toMatchResult();
        }
    }

    private static Target vm() {
        return VmTarget.open(VmOptions.DEFAULT.withPace(Pace.MAX));
    }

    private static Target kernel() {
        return KernelTarget.open(ImplicitReadTest::ignore);
    }

    @Test
    void the_kernel_tells_our_own_parent() throws Exception {
        var printed = line(kernel(), PARENT, "own (\\d+) is (\\d+) under (\\d+)");
        var self = ProcessHandle.current();
        assertThat(Long.parseLong(printed.group(2))).isEqualTo(self.pid());
        assertThat(Long.parseLong(printed.group(3)))
                .isEqualTo(self.parent().orElseThrow().pid());
    }

    @Test
    void the_virtual_kernel_tells_a_parent() throws Exception {
        var printed = line(vm(), PARENT, "own (\\d+) is (\\d+) under (\\d+)");
        assertThat(printed.group(2)).isEqualTo(printed.group(1));
        assertThat(printed.group(3)).isNotEqualTo(printed.group(1));
    }

    @Test
    void the_kernel_tells_how_a_file_is_opened() throws Exception {
        // O_RDONLY with O_LARGEFILE or O_CLOEXEC, as the run-time adds them; "/e".
        var printed = line(kernel(), FLAGS, "file 0 flags (\\d+) mode (\\d+)");
        assertThat(Integer.parseInt(printed.group(1)) & 3).isZero();
        assertThat(Integer.parseInt(printed.group(1)) & ~0x88000).isZero();
    }

    @Test
    void the_virtual_kernel_tells_how_a_file_is_opened() throws Exception {
        line(vm(), FLAGS, "file 0 flags (\\d+) mode (\\d+)");
    }

    @Test
    void a_bit_field_holds_the_bits_that_are_there() throws Exception {
        var source = CSource.of("bits.c", """
                #include <linux/ip.h>
                int hello(void *ctx) {
                    struct task_struct *t = (void *)bpf_get_current_task();
                    struct iphdr *header = (void *)t->comm;
                    u32 own = bpf_get_current_pid_tgid() >> 32;
                    FILTER
                    bpf_trace_printk("byte %d low %d high %d", t->comm[0], header->ihl, header->version);
                    return 0;
                }
                """);
        var printed = line(kernel(), source, "byte (\\d+) low (\\d+) high (\\d+)");
        int letter = Integer.parseInt(printed.group(1));
        assertThat(Integer.parseInt(printed.group(2))).isEqualTo(letter & 15).isNotZero();
        assertThat(Integer.parseInt(printed.group(3))).isEqualTo(letter >> 4).isNotZero();
    }

    private static void ignore(Diagnostic diagnostic) {
        assertThat(diagnostic.message()).isNotBlank();
    }
}
