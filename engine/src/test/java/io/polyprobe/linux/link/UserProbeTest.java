package io.polyprobe.linux.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.Renderer;
import io.polyprobe.linux.link.Recorder.Field;
import io.polyprobe.object.ElfImage;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.usdt.UserFiles;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Probes in libc and in this process itself. */
class UserProbeTest {
    private static final int PID = (int) ProcessHandle.current().pid();

    private static byte[] elf;

    private Recorder recorder;

    @BeforeAll
    static void compile() {
        elf = Recorder.compile();
    }

    @BeforeEach
    void open() {
        recorder = new Recorder(elf, EnumSet.allOf(Mechanism.class));
    }

    @AfterEach
    void close() {
        recorder.close();
    }

    @Test
    void aLibrarysFunctionShowsArgumentsAndResult() throws Throwable {
        var entry = recorder.attach("on_abs", new ProbeSpec.Uprobe("c", "labs", 0, PID, 0));
        var exit = recorder.attach("on_abs_return", new ProbeSpec.Uretprobe("c", "labs", 0, PID));
        assertThat(entry.mechanism()).isEqualTo("uprobe");
        assertThat(exit.mechanism()).isEqualTo("uretprobe");

        assertThat(labs(-4711)).isEqualTo(4711);

        assertThat(recorder.get(Field.USER_CALLS)).isEqualTo(1);
        assertThat(recorder.get(Field.USER_ARGUMENT)).isEqualTo(-4711);
        assertThat(recorder.get(Field.USER_RESULT)).isEqualTo(4711);
    }

    @Test
    void aProcessIsProbedAndNoOther() throws Throwable {
        var other = new ProcessBuilder("cat").start();
        try {
            recorder.attach("on_abs", new ProbeSpec.Uprobe("c", "labs", 0, (int) other.pid(), 0));
            labs(-1);
            assertThat(recorder.get(Field.USER_CALLS)).isZero();
        } finally {
            other.destroy();
        }
    }

    @Test
    void anAddressIsAsGoodAsAName() throws Throwable {
        Path libc = UserFiles.find("c", PID).orElseThrow();
        long address;
        try (var image = ElfImage.open(libc)) {
            address = image.symbol("labs").orElseThrow();
        }
        recorder.attach("on_abs", ProbeSpec.parse("uprobe:" + libc + ":0x" + Long.toHexString(address)));
        labs(-1);
        assertThat(recorder.get(Field.USER_CALLS)).isEqualTo(1);
    }

    @Test
    void aClosedLinkSeesNothingMore() throws Throwable {
        var link = recorder.attach("on_abs", "uprobe:c:labs");
        labs(-1);
        link.close();
        labs(-1);
        assertThat(recorder.get(Field.USER_CALLS)).isEqualTo(1);
    }

    @Test
    void theClockSamplesEachCpu() {
        var link = recorder.attach("on_sample", "perf:cpu-clock@999");
        assertThat(link.mechanism()).isEqualTo("perf_event");
        waitForSamples();
    }

    @Test
    void theClockSamplesAllThreadsOfAProcess() {
        recorder.attach("on_sample", new ProbeSpec.PerfEvent(1, 0, 1_000_000, 0, PID, -1));
        waitForSamples();
    }

    /** Works until that has been seen. */
    private void waitForSamples() {
        while (recorder.get(Field.SAMPLES) == 0) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uprobe:c:mallok|there is no function 'mallok'|malloc",
                "uprobe:no_such_library:f|no library or program named 'no_such_library'|path",
                "uprobe:/no/such/file:f|there is no file /no/such/file|",
                "uprobe:/etc/passwd:f|it is no ELF file|Name the program",
                "uprobe:c:0x7fffffffffff|nothing of|is loaded to address",
                "perf:9999,0/1000|this machine has no such event|cpu-clock",
                "perf:cpu-clock@999999999|does not take its type, period or frequency|sample_rate",
            })
    void whatCannotBeAttachedSaysWhy(String probe, String message, @Nullable String hint) {
        assertThatThrownBy(() -> recorder.attach("on_sample", probe))
                .isInstanceOfSatisfying(
                        AttachException.class,
                        e -> assertThat(new Renderer(false).render(e.diagnostics()))
                                .contains("cannot attach to " + probe)
                                .contains(message)
                                .contains(hint == null ? "" : hint));
    }

    @Test
    void aProcessThatHasEndedIsNamed() throws Exception {
        var process = new ProcessBuilder("true").start();
        process.waitFor();
        int pid = (int) process.pid();
        for (var probe :
                List.of(new ProbeSpec.Uprobe("c", "labs", 0, pid, 0), new ProbeSpec.PerfEvent(1, 0, 0, 99, pid, -1))) {
            assertThatThrownBy(() -> recorder.attach("on_sample", probe))
                    .isInstanceOf(AttachException.class)
                    .hasMessageContaining("there is no process " + pid);
        }
    }

    private static long labs(long value) throws Throwable {
        MethodHandle handle = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("labs"),
                        FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
        return (long) handle.invokeExact(value);
    }
}
