package io.polyprobe.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.TestClang;
import io.polyprobe.diag.TargetException;
import io.polyprobe.engine.Bpf;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.target.Program.TestInput;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is used after it was closed says so. */
class ClosedTest {
    private static final ObjectSpec OBJECT = ObjectReader.read("closed.o", TestClang.object("""
            __attribute__((section("raw_tp/sys_enter"))) int entry(void *ctx) { return 7; }
            """));
    private static final TestInput NOTHING = new TestInput(null, null, 1);

    @Test
    void aProgramAndItsObject() {
        try (var target = VmTarget.open(VmOptions.DEFAULT)) {
            var object = target.load(OBJECT);
            var program = object.program("entry", ProgramType.RAW_TRACEPOINT);
            assertThat(program.test(NOTHING).returnValue()).isEqualTo(7);
            object.close();
            refused(() -> program.test(NOTHING));
            refused(() -> object.program("entry", ProgramType.RAW_TRACEPOINT));
            refused(() -> object.attach("entry", ProbeSpec.parse("raw_tracepoint:sys_enter")));
        }
    }

    @Test
    void aTarget() throws InterruptedException {
        var target = VmTarget.open(VmOptions.DEFAULT);
        var program = target.load(OBJECT).program("entry", ProgramType.RAW_TRACEPOINT);
        var trace = target.trace();
        target.close();
        target.close();
        refused(() -> target.load(OBJECT));
        refused(target::trace);
        refused(() -> program.test(NOTHING));
        trace.close();
        assertThat(trace.read(Duration.ofDays(1))).isNull();
    }

    @Test
    void theFacade() {
        try (var target = VmTarget.open(VmOptions.DEFAULT)) {
            var bpf = Bpf.load(target, OBJECT);
            bpf.close();
            bpf.close();
            refused(bpf::trace);
            refused(() -> bpf.program("entry", ProgramType.RAW_TRACEPOINT));
            refused(() -> bpf.attach("entry", ProbeSpec.parse("raw_tracepoint:sys_enter")));
        }
    }

    private static void refused(ThrowingCallable use) {
        assertThatThrownBy(use).isInstanceOf(TargetException.class).hasMessageContaining("closed");
    }
}
