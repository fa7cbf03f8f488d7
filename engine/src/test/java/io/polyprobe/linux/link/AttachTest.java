package io.polyprobe.linux.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.RejectedException;
import io.polyprobe.diag.Renderer;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.KernelTarget;
import io.polyprobe.linux.link.Recorder.Field;
import io.polyprobe.target.Feature;
import io.polyprobe.target.ProbeSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attaches by what every kernel has; {@link GuestMain} does the same by kprobes and trampolines. */
class AttachTest {
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_LARGEFILE = 0x8000;

    private static byte[] elf;

    private Recorder recorder;

    @BeforeAll
    static void compile() {
        elf = Recorder.compile();
    }

    @BeforeEach
    void open() {
        recorder = new Recorder(elf, EnumSet.of(Mechanism.SYSCALL));
    }

    @AfterEach
    void close() {
        recorder.close();
    }

    @Test
    void aFunctionOfSystemCallsSeesArgumentsAndResult() {
        var entry = recorder.attach("on_open", "kprobe:do_sys_openat2");
        recorder.attach("on_return", "kretprobe:do_sys_openat2");
        assertThat(entry.mechanism()).isEqualTo("raw_tracepoint");
        assertThat(entry.probe()).hasToString("kprobe:do_sys_openat2");

        assertThat(Recorder.openMissing(0)).isEqualTo(-2);

        assertThat(recorder.get(Field.CALLS)).isEqualTo(1);
        assertThat((int) recorder.get(Field.DFD)).isEqualTo(-100);
        assertThat(recorder.get(Field.FLAGS)).isEqualTo(O_CLOEXEC | O_LARGEFILE);
        assertThat(recorder.get(Field.MODE)).isZero();
        assertThat(recorder.get(Field.RETURNS)).isEqualTo(1);
        assertThat(recorder.get(Field.RET)).isEqualTo(-2);
        assertThat(recorder.get(Field.OUTPUT))
                .as("no reader of the perf events yet")
                .isEqualTo(-2);
    }

    @Test
    void flagsThatTheKernelDropsAreDropped() {
        recorder.attach("on_open", "kprobe:do_sys_openat2");
        Recorder.openMissing(0x200000 | 0x400 | 0x10000); // O_PATH | O_APPEND | O_DIRECTORY
        assertThat(recorder.get(Field.FLAGS)).isEqualTo(0x200000 | 0x10000 | O_CLOEXEC);
    }

    @Test
    void aSystemCallsWrapperSeesTheCallsRegisters() {
        recorder.attach("on_call", "kprobe:__x64_sys_openat");
        Recorder.openMissing(0);
        assertThat(recorder.get(Field.INNER_CALLS)).isEqualTo(1);
        assertThat((int) recorder.get(Field.INNER_DFD)).isEqualTo(-100);
    }

    @Test
    void tracepointsOfBothKindsAreHit() {
        assertThat(recorder.attach("on_tracepoint", "tracepoint:syscalls:sys_enter_openat")
                        .mechanism())
                .isEqualTo("tracepoint");
        assertThat(recorder.attach("on_raw", "raw_tracepoint:sys_enter").mechanism())
                .isEqualTo("raw_tracepoint");
        Recorder.openMissing(0);
        Recorder.openMissing(0);
        assertThat(recorder.get(Field.TP_CALLS)).isEqualTo(2);
        assertThat(recorder.get(Field.RAW_CALLS)).isEqualTo(2);
    }

    @Test
    void aTypedTracepointIsHit() {
        assertThat(recorder.attach("on_typed", "tp_btf:sys_enter").mechanism()).isEqualTo("tp_btf");
        Recorder.openMissing(0);
        assertThat(recorder.get(Field.TYPED_CALLS)).isPositive();
    }

    @Test
    void anIteratorIsReadAsOftenAsOneLikes() {
        var tasks = recorder.attach("on_each_task", "iter:task");
        assertThat(tasks.mechanism()).isEqualTo("iter");
        assertThat(new String(tasks.read(), StandardCharsets.UTF_8)).startsWith("ours\n");
        assertThat(new String(tasks.read(), StandardCharsets.UTF_8)).startsWith("ours\n");
    }

    @Test
    void onlyIteratorsAreRead() {
        var link = recorder.attach("on_typed", "tp_btf:sys_enter");
        assertThatThrownBy(link::read)
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("tp_btf:sys_enter is not an iterator");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kprobe:do_sys_openat2",
                "lsm:file_open",
                "tp_btf:sched_switch",
                "iter:task",
                "uprobe:c:malloc",
                "perf:cpu-clock@99"
            })
    void whatExistsIsKnown(String probe) {
        try (var target = KernelTarget.open(note -> {})) {
            assertThat(target.probes().exists(ProbeSpec.parse(probe))).isTrue();
            String other = probe.startsWith("perf:") ? "perf:9999,0@99" : probe + "_no_such";
            assertThat(target.probes().exists(ProbeSpec.parse(other))).isFalse();
        }
    }

    @Test
    void aFieldIsReadWhereThisKernelHasIt() {
        recorder.attach("on_task", "raw_tracepoint:sys_enter");
        Recorder.openMissing(0);
        assertThat(recorder.get(Field.TGID)).isEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void aFieldThatThisKernelLacksIsNamed() {
        assertThatThrownBy(() -> recorder.attach("on_missing", "raw_tracepoint:sys_enter"))
                .isInstanceOfSatisfying(RejectedException.class, e -> {
                    var diagnostic = e.diagnostics().getFirst();
                    assertThat(diagnostic.message()).contains("no_such_field");
                    assertThat(diagnostic.hints()).singleElement().asString().contains("bpf_core_field_exists");
                });
    }

    @Test
    void aClosedLinkSeesNothingMore() {
        var link = recorder.attach("on_open", "kprobe:do_sys_openat2");
        Recorder.openMissing(0);
        link.close();
        Recorder.openMissing(0);
        assertThat(recorder.get(Field.CALLS)).isEqualTo(1);
    }

    @Test
    void aStandInIsNotedOnceForEachProbe() {
        recorder.attach("on_open", "kprobe:do_sys_openat2").close();
        recorder.attach("on_open", "kprobe:do_sys_openat2");
        recorder.attach("on_return", "kretprobe:do_sys_openat2");
        assertThat(recorder.notes.stream().map(Diagnostic::message))
                .containsExactly(
                        "kprobe:do_sys_openat2: this kernel has no kprobes; attached to raw_tracepoint:sys_enter for the"
                                + " system calls open, openat, openat2, creat",
                        "kretprobe:do_sys_openat2: this kernel has no kprobes; attached to raw_tracepoint:sys_exit for the"
                                + " system calls open, openat, openat2, creat");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kprobe:do_sys_opneat2|this kernel has no function 'do_sys_opneat2'|kprobe:do_sys_openat2",
                "kprobe:vfs_read+0x4|nothing else stops inside a function|entry",
                "kprobe:vfs_read|this kernel has no kprobes|tracepoint:syscalls:sys_enter_read",
                "tracepoint:syscall:sys_enter_openat|no tracepoint 'syscall:sys_enter_openat'|tracepoint:syscalls:sys_enter_openat",
                "fentry:do_sys_openat2|refuses programs of type TRACING|kprobe:do_sys_openat2 works here",
                "tp_btf:sys_entr|no raw tracepoint 'sys_entr'|tp_btf:sys_enter",
                "iter:tusk|no iterator 'tusk'|iter:task",
                "lsm:file_open|runs no programs as a security module|locked-down",
                "fmod_ret:security_file_open|refuses fmod_ret|locked-down",
                "raw_tracepoint:sys_entr|no raw tracepoint 'sys_entr'|raw_tracepoint:sys_enter",
            })
    void whatCannotBeAttachedSaysWhyAndWhatCan(String probe, String message, String hint) {
        assertThatThrownBy(() -> recorder.attach("on_raw", probe)).isInstanceOfSatisfying(AttachException.class, e -> {
            String text = new Renderer(false).render(e.diagnostics());
            assertThat(text).contains(message).contains(hint);
        });
    }

    @Test
    void whatIsSupportedIsFoundByTrying() {
        try (var target = KernelTarget.open(note -> {})) {
            assertThat(target.probes().supports(Feature.RAW_TRACEPOINT)).isTrue();
            assertThat(target.probes().supports(Feature.KPROBE))
                    .isEqualTo(PerfEvents.kprobeType().isPresent());
        }
    }

    @Test
    void nothingStaysOpenAfterwards() throws IOException {
        long before = kernelObjects();
        try (var other = new Recorder(elf, EnumSet.of(Mechanism.SYSCALL))) {
            other.attach("on_open", "kprobe:do_sys_openat2");
            other.attach("on_tracepoint", "tracepoint:syscalls:sys_enter_openat");
            assertThatThrownBy(() -> other.attach("on_raw", "raw_tracepoint:sys_entr"))
                    .isInstanceOf(AttachException.class);
            assertThat(kernelObjects()).isGreaterThan(before);
        }
        assertThat(kernelObjects()).isEqualTo(before);
    }

    /** How many descriptors of this process belong to BPF and perf. */
    private static long kernelObjects() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(descriptor -> {
                        try {
                            String target = Files.readSymbolicLink(descriptor).toString();
                            return target.contains("bpf") || target.contains("perf_event") || target.contains("btf");
                        } catch (IOException e) {
                            return false; // closed meanwhile
                        }
                    })
                    .count();
        }
    }
}
