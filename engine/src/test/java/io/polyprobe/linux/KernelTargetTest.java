package io.polyprobe.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.diag.Renderer;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.TracepointFormat.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KernelTargetTest {
    @Test
    void thisKernelCanBeUsed() {
        assertThat(KernelTarget.check()).isEmpty();
    }

    /** Root without capabilities stands for everybody whom the kernel refuses. */
    @Test
    void whoMayNotUseItIsToldWhy() throws Exception {
        var child = new ProcessBuilder(
                        "setpriv",
                        "--bounding-set=-all",
                        "--inh-caps=-all",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Check.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).isZero();
        assertThat(output)
                .contains("the kernel refuses BPF programs even to root")
                .contains("EPERM")
                .contains("CAP_BPF and CAP_PERFMON");
    }

    /** Prints what keeps the kernel from being used. */
    static final class Check {
        private Check() {}

        public static void main(String[] arguments) {
            System.out.print(new Renderer(false).render(KernelTarget.check()));
        }
    }

    @Test
    void itsTypesAreThoseOfTheRunningKernel() {
        try (var target = KernelTarget.open(note -> {})) {
            var types = target.types();
            assertThat(types.btf().named("task_struct")).isNotEmpty();
            assertThat(types.kernelVersion()).isGreaterThan(5 << 16);
            assertThat(types.onlineCpus()).isPositive();
            assertThat(types.identity()).isEqualTo(types.identity()).startsWith("linux-");
            var format = types.tracepoint("syscalls", "sys_enter_openat").orElseThrow();
            assertThat(format.id()).isPositive();
            assertThat(format.fields())
                    .contains(
                            new Field("unsigned short common_type", 0, 2, false),
                            new Field("const char * filename", 24, 8, false));
            assertThat(types.tracepoint("syscalls", "no_such_thing")).isEmpty();
        }
    }

    @Test
    void itsProbesAreFound() {
        try (var target = KernelTarget.open(note -> {})) {
            var probes = target.probes();
            assertThat(probes.exists(ProbeSpec.parse("kprobe:do_sys_openat2"))).isTrue();
            assertThat(probes.exists(ProbeSpec.parse("kprobe:no_such_function")))
                    .isFalse();
            assertThat(probes.exists(ProbeSpec.parse("raw_tracepoint:sys_enter")))
                    .isTrue();
            assertThat(probes.tracepoints())
                    .contains("syscalls:sys_enter_openat")
                    .isSorted();
            assertThat(probes.functions()).contains("__x64_sys_openat").isSorted();
        }
    }

    @Test
    void itsClockIsTheMonotonicOne() {
        try (var target = KernelTarget.open(note -> {})) {
            long before = target.monotonicNanos();
            assertThat(target.monotonicNanos()).isGreaterThanOrEqualTo(before);
        }
    }
}
