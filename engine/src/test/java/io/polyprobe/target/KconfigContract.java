package io.polyprobe.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.TestClang;
import io.polyprobe.diag.ObjectException;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Program.TestInput;
import org.junit.jupiter.api.Test;

/** What programs learn of the kernel's version and options, on every target. */
public abstract class KconfigContract {
    /** The target under test. */
    protected abstract Target open();

    @Test
    void aProgramReadsTheKernelsVersion() {
        try (var target = open()) {
            assertThat(run(target, "int LINUX_KERNEL_VERSION", "LINUX_KERNEL_VERSION"))
                    .isEqualTo(target.types().kernelVersion());
        }
    }

    @Test
    void aProgramReadsTheKernelsOptions() {
        try (var target = open()) {
            assertThat(run(target, "_Bool CONFIG_BPF_SYSCALL", "CONFIG_BPF_SYSCALL"))
                    .isEqualTo(1);
            assertThat(run(target, "int CONFIG_NO_SUCH_THING", "CONFIG_NO_SUCH_THING"))
                    .isZero();
        }
    }

    @Test
    void aVariableThatIsNoOptionIsRefused() {
        try (var target = open()) {
            assertThatThrownBy(() -> run(target, "int NO_OPTION", "NO_OPTION"))
                    .isInstanceOf(ObjectException.class)
                    .hasMessageContaining("NO_OPTION");
        }
    }

    private static int run(Target target, String variable, String expression) {
        ObjectSpec object = ObjectReader.read("kconfig.o", TestClang.object("""
                extern %s __attribute__((section(".kconfig")));
                char LICENSE[] __attribute__((section("license"), used)) = "GPL";
                __attribute__((section("raw_tp/x"))) int entry(void *ctx) { return %s; }
                """.formatted(variable, expression)));
        try (var loaded = target.load(object)) {
            return loaded.program("entry", ProgramType.RAW_TRACEPOINT)
                    .test(new TestInput(null, null, 0))
                    .returnValue();
        }
    }
}
