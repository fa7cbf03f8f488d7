package io.polyprobe.linux.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs {@link GuestMain} under kernels that have kprobes and trampolines. {@code -Dguest.run=COMMAND} names a command
 * that is called as {@code COMMAND --kernel VERSION -- PROGRAM ARGUMENTS} and shows the program the files of this
 * machine.
 */
@Tag("guest")
class GuestTest {
    @ParameterizedTest
    @ValueSource(strings = {"6.1", "6.12"})
    void everyMechanismShowsTheSame(String kernel, @TempDir Path directory) throws Exception {
        Path object = directory.resolve("probes.o");
        Files.write(object, Recorder.compile());
        Path output = directory.resolve("output");
        int status = new ProcessBuilder(
                        System.getProperty("guest.run"),
                        "--kernel",
                        kernel,
                        "--",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        GuestMain.class.getName(),
                        object.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(status).as(Files.readString(output)).isZero();
        assertThat(Files.readString(output))
                .contains("ok KPROBE (kprobe, kretprobe): result")
                .contains("ok TRAMPOLINE (fentry, fexit): result")
                .contains("ok SYSCALL (raw_tracepoint, raw_tracepoint): result")
                .contains(kernel.equals("6.1") ? "ok kprobe.multi is refused" : "ok kprobe.multi sees the result")
                .contains("ok fentry in a module")
                .contains("ok kmem_cache_alloc is attached to")
                .contains("is no error: " + (kernel.equals("6.1") ? "kprobe" : "none"))
                .contains("ok on_modify denies")
                .contains("ok on_lsm_that_sleeps denies");
    }
}
