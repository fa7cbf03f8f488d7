package io.polyprobe.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.TestClang;
import io.polyprobe.diag.FaultException;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Program.TestInput;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs may do once they were verified, by interpreter and JIT. */
class VerifiedProgramTest {
    private static VmOptions options(int compileAfter) {
        return VmOptions.DEFAULT
                .withCompileAfter(compileAfter)
                .withPace(Pace.MAX)
                .withLimit(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, VmOptions.NEVER})
    void anObjectOfTheKernelThatIsNotThereReadsAsZero(int compileAfter) throws InterruptedException {
        List<String> lines = VmTargetTest.run(options(compileAfter), "tp_btf:sched_switch", """
                SEC("tp_btf/sched_switch") int p(u64 *ctx) {
                    struct task_struct *previous = (void *)ctx[1];
                    if (previous->pid == 0)
                        print("%d %d", previous->mm == 0, previous->mm->start_code);
                    return 0;
                }
                """);
        assertThat(VmTargetTest.messages(lines)).isNotEmpty().containsOnly("1 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, VmOptions.NEVER})
    void aLoopMayBeLongerThanAnUnverifiedProgram(int compileAfter) {
        var object = ObjectReader.read("loop.o", TestClang.object("""
                static long (*loop)(unsigned, void *, void *, unsigned long) = (void *)181;
                static int turn(unsigned index, unsigned *sum) {
                    #pragma unroll
                    for (int i = 0; i < 8; i++)
                        *sum = *sum * 31 + index;
                    return 0;
                }
                __attribute__((section("xdp"))) int entry(void *ctx) {
                    unsigned sum = 0;
                    loop(100000, turn, &sum, 0);
                    return sum;
                }
                """, "-Wno-pedantic"));
        var input = new TestInput(new byte[64], null, 1);
        int expected = 0;
        for (int i = 0; i < 800_000; i++) {
            expected = expected * 31 + i / 8;
        }
        var options = options(compileAfter);
        try (var target = VmTarget.open(options);
                var unverified = VmTarget.open(options.unverified())) {
            assertThat(target.load(object)
                            .program("entry", ProgramType.XDP)
                            .test(input)
                            .returnValue())
                    .isEqualTo(expected);
            var program = unverified.load(object).program("entry", ProgramType.XDP);
            assertThatThrownBy(() -> program.test(input))
                    .isInstanceOf(FaultException.class)
                    .hasMessageContaining("budget");
        }
    }
}
