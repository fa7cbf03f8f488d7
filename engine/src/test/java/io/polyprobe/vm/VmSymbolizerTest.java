package io.polyprobe.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.target.Symbol;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class VmSymbolizerTest {
    private static final VmOptions FAST = VmOptions.DEFAULT.withPace(Pace.MAX).withLimit(Duration.ofSeconds(1));

    @Test
    void theAddressThatAProgramSeesIsItsFunctions() throws InterruptedException {
        List<String> lines = VmTargetTest.run("kprobe:vfs_read", """
                SEC("kprobe") int p(struct pt_regs *ctx) { print("ip=%lx", ctx->ip); return 0; }
                """);
        String line = lines.getFirst();
        long address = Long.parseUnsignedLong(line.substring(line.indexOf("ip=") + 3), 16);
        try (var target = VmTarget.open(FAST);
                var symbols = target.symbols()) {
            assertThat(symbols.kernel(address + 7)).contains(new Symbol("vfs_read", 7, "kernel"));
            assertThat(symbols.kernelAddress("vfs_read")).hasValue(address);
        }
    }

    @Test
    void everyFunctionHasItsPlace() {
        try (var target = VmTarget.open(FAST);
                var symbols = target.symbols()) {
            assertThat(target.probes().functions())
                    .isNotEmpty()
                    .allSatisfy(function -> assertThat(symbols.kernel(
                                    symbols.kernelAddress(function).orElseThrow()))
                            .contains(new Symbol(function, 0, "kernel")));
        }
    }

    @Test
    void allElseHasNoName() {
        try (var target = VmTarget.open(FAST);
                var symbols = target.symbols()) {
            assertThat(symbols.kernel(0)).isEmpty();
            assertThat(symbols.kernel(-1)).isEmpty();
            assertThat(symbols.kernel(0xffff_ffff_80ff_ffffL)).isEmpty();
            assertThat(symbols.kernelAddress("no_such_function")).isEmpty();
            assertThat(symbols.user(1, 0x400000)).isEmpty();
        }
    }
}
