package io.polyprobe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.ObjectException;
import io.polyprobe.diag.TargetException;
import io.polyprobe.dialect.CSource;
import io.polyprobe.linux.KernelTarget;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Target;
import io.polyprobe.target.TraceLine;
import io.polyprobe.vm.Pace;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Text in, trace lines and map values out, the same on both targets. */
class BpfTest {
    private static final CSource HELLO = CSource.of("hello.c", """
            BPF_ARRAY(seen, u64, 1);
            int hello(void *ctx) {
                int first = 0;
                seen.increment(first);
                bpf_trace_printk("Hello, World!");
                return 0;
            }
            """);

    static Stream<Target> targets() {
        return Stream.of(vm(), KernelTarget.open(BpfTest::ignore));
    }

    private static Target vm() {
        return VmTarget.open(VmOptions.DEFAULT.withPace(Pace.MAX));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void a_probe_prints_and_counts(Target target) throws Exception {
        try (target;
                Bpf bpf = Bpf.compile(target, HELLO, BpfTest::ignore)) {
            bpf.attach("hello", ProbeSpec.parse("kprobe:do_sys_openat2"));
            assertThat(Files.exists(Path.of("/etc/hostname"))).isTrue();
            Files.readString(Path.of("/etc/hostname"));
            TraceLine line = Objects.requireNonNull(bpf.trace().read(Duration.ofSeconds(10)));
            assertThat(new String(line.text(), StandardCharsets.UTF_8))
                    .matches(" *.+-\\d+ +\\[\\d{3}\\] \\S{5} +\\d+\\.\\d{6}: bpf_trace_printk: Hello, World!");
            byte[] value = Objects.requireNonNull(bpf.map("seen").lookup(new byte[4]));
            assertThat(ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong())
                    .isPositive();
            assertThat(bpf.links()).hasSize(1);
            bpf.detach(bpf.links().getFirst());
            assertThat(bpf.links()).isEmpty();
        }
    }

    /** As argdist names its key. */
    @ParameterizedTest
    @MethodSource("targets")
    void variables_may_have_any_names(Target target) throws Exception {
        var source = CSource.of("names.c", """
                struct word { char letters[8]; };
                BPF_HASH(words, struct word, u64);
                int hello(void *ctx) {
                    struct word __key = {"key"}, __k = {"k"};
                    u64 __leaf = 1;
                    words.increment(__key);
                    words.atomic_increment(__key, __leaf);
                    words.lookup_or_try_init(&__k, &__leaf);
                    bpf_trace_printk("counted");
                    return 0;
                }
                """);
        try (target;
                Bpf bpf = Bpf.compile(target, source, BpfTest::ignore)) {
            bpf.attach("hello", ProbeSpec.parse("kprobe:do_sys_openat2"));
            Files.readString(Path.of("/etc/hostname"));
            assertThat(bpf.trace().read(Duration.ofSeconds(10))).isNotNull();
            var words = bpf.map("words");
            assertThat(words.lookup(new byte[] {'k', 'e', 'y', 0, 0, 0, 0, 0})).isNotNull();
            assertThat(words.lookup(new byte[] {'k', 0, 0, 0, 0, 0, 0, 0})).isNotNull();
        }
    }

    @Test
    void what_the_object_does_not_have_is_answered_with_what_it_has() throws Exception {
        try (Target target = vm();
                Bpf bpf = Bpf.compile(target, HELLO, BpfTest::ignore)) {
            assertThatThrownBy(() -> bpf.map("sen"))
                    .isInstanceOfSatisfying(
                            TargetException.class,
                            e -> assertThat(e.diagnostics().getFirst().hints())
                                    .containsExactly("Maps of this program: seen."));
            assertThatThrownBy(() -> bpf.attach("helo", ProbeSpec.parse("kprobe:vfs_read")))
                    .isInstanceOfSatisfying(
                            ObjectException.class,
                            e -> assertThat(e.diagnostics().getFirst().hints())
                                    .containsExactly("Functions that can be attached: hello."));
        }
    }

    private static void ignore(Diagnostic diagnostic) {
        assertThat(diagnostic.message()).isNotBlank();
    }
}
