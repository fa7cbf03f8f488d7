package io.polyprobe.linux.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.PolyprobeException;
import io.polyprobe.diag.RejectedException;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Program;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelProgramTest {
    private static final String RETURN_7 = "b700000007000000 9500000000000000";
    private static final String READ_R1_OF_NUMBER = "b701000005000000 7910000000000000 9500000000000000";
    private static final String ENDLESS = "05000000ffffffff".replace("ffffffff", "00000000");

    @Test
    void aProgramRunsAndItsResultComesBack() {
        try (var program = KernelProgram.load(request(ProgramType.SOCKET_FILTER, RETURN_7))) {
            var result = program.test(new Program.TestInput(new byte[64], null, 1));
            assertThat(result.returnValue()).isEqualTo(7);
        }
    }

    @Test
    void aRawTracepointRunsOnAContext() {
        // r0 = *(u64 *)(r1 + 8); exit
        try (var program =
                KernelProgram.load(request(ProgramType.RAW_TRACEPOINT, "7910080000000000 9500000000000000"))) {
            byte[] context = new byte[16];
            context[8] = 42;
            assertThat(program.test(new Program.TestInput(null, context, 0)).returnValue())
                    .isEqualTo(42);
        }
    }

    @Test
    void aRefusalNamesReasonPlaceAndRemedy() {
        var request = new LoadRequest(
                "bad",
                ProgramType.SOCKET_FILTER,
                bytes(READ_R1_OF_NUMBER),
                "GPL",
                0,
                AttachPoint.NONE,
                false,
                null,
                List.of(
                        new ProgramSpec.Line(0, "bad.c", "int bad(void *ctx) {", 3, 5),
                        new ProgramSpec.Line(1, "bad.c", "  return *(long *)5;", 4, 10)),
                List.of());
        assertThatThrownBy(() -> KernelProgram.load(request))
                .isInstanceOfSatisfying(RejectedException.class, refused -> {
                    var diagnostic = refused.diagnostics().getFirst();
                    assertThat(diagnostic.message())
                            .isEqualTo("the kernel refuses the program 'bad': R1 invalid mem access 'scalar'");
                    assertThat(diagnostic.place()).hasToString("bad.c:4:10");
                    assertThat(diagnostic.context()).anyMatch(line -> line.contains("*(u64 *)(r1 +0)"));
                    assertThat(diagnostic.hints()).anyMatch(hint -> hint.contains("bpf_probe_read_kernel"));
                });
    }

    @Test
    void theReasonIsFoundWhereverItStandsInTheLog() {
        // r1 += 1; goto -2: what the verifier compared stands behind its reason
        assertThatThrownBy(() ->
                        KernelProgram.load(request(ProgramType.SOCKET_FILTER, "b700000000000000 0500feff00000000")))
                .hasMessageEndingWith("infinite loop detected at insn 0");
        // tail_call(ctx, 0, 0): the statistics follow without a line feed
        assertThatThrownBy(() -> KernelProgram.load(request(
                        ProgramType.SOCKET_FILTER,
                        "b702000000000000 b703000000000000 850000000c000000 9500000000000000")))
                .message()
                .doesNotContain("processed");
    }

    @Test
    void aProgramWithoutEndIsRefusedToo() {
        assertThatThrownBy(() -> KernelProgram.load(request(ProgramType.SOCKET_FILTER, ENDLESS)))
                .isInstanceOf(RejectedException.class);
    }

    @Test
    void aTypeThatCannotBeTestRunSaysSo() {
        try (var program = KernelProgram.load(request(ProgramType.KPROBE, RETURN_7))) {
            assertThatThrownBy(() -> program.test(new Program.TestInput(null, null, 1)))
                    .isInstanceOf(TargetException.class)
                    .extracting(e -> ((PolyprobeException) e)
                            .diagnostics()
                            .getFirst()
                            .hints()
                            .getFirst())
                    .asString()
                    .contains("RAW_TRACEPOINT");
        }
    }

    private static LoadRequest request(ProgramType type, String hex) {
        return LoadRequest.of("polyprobe_test", type, bytes(hex), "GPL");
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
