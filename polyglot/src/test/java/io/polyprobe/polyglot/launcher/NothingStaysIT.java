package io.polyprobe.polyglot.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing stays in the kernel, however a script ends. */
class NothingStaysIT {
    private static final String JVM_NOT_STARTED = "Error occurred during initialization of VM";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"INT, 0", "TERM, 143", "KILL, 137"})
    void after_a_signal(String signal, int exitCode) throws Exception {
        Set<String> before = KernelObjects.now();
        try (var running = Launcher.start(Map.of(), List.of("--target", "kernel", "examples/hello.py"))) {
            running.await(out -> !out.isEmpty(), () -> Files.exists(folder.resolve("x")));
            assertThat(KernelObjects.now()).isNotEqualTo(before);
            running.signal(signal);
            assertThat(running.finish().exitCode()).isEqualTo(exitCode);
        }
        assertThat(KernelObjects.since(before)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"hello.py, 200", "hello.py, 500", "hello.py, 800", "hello.py, 1100", "hello.js, 200", "hello.js, 500"})
    void after_ctrl_c_while_it_starts(String example, int millis) throws Exception {
        Set<String> before = KernelObjects.now();
        try (var running = Launcher.start(Map.of(), List.of("--target", "kernel", "examples/" + example))) {
            Thread.sleep(millis);
            running.signal("INT");
            var result = running.finish();
            assertThat(result.err()).doesNotContain("Polyprobe itself", "at io.polyprobe");
            // A JVM that hears Ctrl-C in the milliseconds before it can run Java says this itself and exits with 1.
            if (!(result.out() + result.err()).contains(JVM_NOT_STARTED)) {
                assertThat(result.exitCode()).as(result.err()).isIn(0, 130);
            }
        }
        assertThat(KernelObjects.since(before)).isEmpty();
    }

    @Test
    void after_an_exception_in_the_script() throws Exception {
        Path script = Files.writeString(folder.resolve("broken.py"), """
                from bcc import BPF
                b = BPF(text="int kprobe__do_sys_openat2(void *ctx) { bpf_trace_printk(\\"hi\\"); return 0; }")
                print("attached", flush=True)
                raise ValueError("my own mistake")
                """);
        Set<String> before = KernelObjects.now();
        var result = Launcher.run("--target", "kernel", script.toString());
        assertThat(result.out()).isEqualTo("attached\n");
        assertThat(result.err()).contains("ValueError: my own mistake").doesNotContain("io.polyprobe");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(KernelObjects.since(before)).isEmpty();
    }
}
