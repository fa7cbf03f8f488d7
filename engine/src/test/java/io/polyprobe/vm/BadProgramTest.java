package io.polyprobe.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.polyprobe.TestClang;
import io.polyprobe.diag.FaultException;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Program.TestInput;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that a verifier refuses are stopped at the line at fault where none does. */
class BadProgramTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ctx->data = 1; return 0;                            | pointer that only the kernel sets
            return *(volatile unsigned char *)&ctx->data;       | pointer, read by 4 bytes as a whole
            return ((char *)(long)ctx->data)[64];               | only packet+64 (64 bytes) is near
            while (1) (*(volatile int *)&zero)++;               | budget of instructions
            return self(ctx);                                   | deeper than 8 frames
            return *(volatile int *)0;                          | null pointer
            return update(&fixed, &zero, &zero, 0);             | may not be called with the map 'fixed'
            return update(ctx, &zero, &zero, 0);                | which is no map
            struct task_struct *t = (void *)ctx; return t->gone; | no field task_struct.gone
            """)
    void isStoppedAtTheLineAtFault(String body, String reason) {
        var object = ObjectReader.read(
                "bad.o",
                TestClang.object("""
                #define MAP __attribute__((section(".maps"), used))
                struct xdp_md { unsigned data, data_end; };
                struct task_struct { int gone; } __attribute__((preserve_access_index));
                int zero; static long (*const update)(void *, void *, void *, long) = (void *)2; struct {
                    int (*type)[1], *key, *value, (*max_entries)[1], (*map_flags)[128]; } fixed MAP;
                __attribute__((noinline)) int self(struct xdp_md *ctx) {
                    return *(volatile int *)&zero = ctx->data ? self(ctx) : 1;
                }
                __attribute__((section("xdp")))
                int entry(struct xdp_md *ctx) {
                    %s
                }
                """.formatted(body), "-Wno-infinite-recursion", "-Wno-unused-const-variable"));
        try (var target = VmTarget.open(VmOptions.DEFAULT.unverified())) {
            var program = target.load(object).program("entry", ProgramType.XDP);
            var fault = catchThrowableOfType(
                    FaultException.class, () -> program.test(new TestInput(new byte[64], null, 1)));
            var found = fault.diagnostics().getFirst();
            assertThat(found.message())
                    .startsWith("program entry was stopped: ")
                    .contains(reason);
            assertThat(Objects.requireNonNull(found.place()).line()).isEqualTo(body.contains("self") ? 7 : 11);
            assertThat(found.context()).anyMatch(line -> line.startsWith("at slot"));
        }
    }
}
