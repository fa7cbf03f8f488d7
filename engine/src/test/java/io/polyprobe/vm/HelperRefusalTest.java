package io.polyprobe.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.TestClang;
import io.polyprobe.diag.RejectedException;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ProgramType;
import org.junit.jupiter.api.Test;

class HelperRefusalTest {
    @Test
    void a_helper_of_other_programs_is_refused_with_those_and_with_what_would_do() {
        var refusal = HelperRefusal.of(26, ProgramType.XDP);
        assertThat(refusal.reason()).isEqualTo("it calls bpf_skb_load_bytes, which programs of type XDP may not call");
        assertThat(refusal.hint())
                .isEqualTo("It is for SOCKET_FILTER, SCHED_CLS, SCHED_ACT, CGROUP_SKB, LWT_IN, LWT_OUT, LWT_XMIT,"
                        + " SK_SKB, LWT_SEG6LOCAL, SK_REUSEPORT, FLOW_DISSECTOR."
                        + " Programs of type XDP have bpf_xdp_load_bytes instead.");
        assertThat(HelperRefusal.of(44, ProgramType.KPROBE).hint()).isEqualTo("It is for XDP.");
    }

    @Test
    void a_helper_for_what_the_virtual_kernel_has_not_is_said_to_be_in_linux() {
        var refusal = HelperRefusal.of(69, ProgramType.XDP);
        assertThat(refusal.reason())
                .isEqualTo("it calls bpf_fib_lookup, which is not in the virtual kernel: that has no routes");
        assertThat(refusal.hint()).contains("--target kernel");
    }

    @Test
    void a_number_beyond_all_helpers_is_none() {
        assertThat(HelperRefusal.of(4711, ProgramType.XDP).reason())
                .isEqualTo("it calls helper 4711, which there is not");
    }

    @Test
    void a_program_is_refused_at_the_line_of_the_call() {
        var object = ObjectReader.read("wrong.o", TestClang.object("""
                static long (*load)(void *ctx, unsigned offset, void *to, unsigned len) = (void *)26;
                __attribute__((section("xdp/x"))) int wrong(void *ctx)
                {
                    char byte;
                    return load(ctx, 0, &byte, 1);
                }
                """));
        try (var target = VmTarget.open(VmOptions.DEFAULT);
                var loaded = target.load(object)) {
            assertThat(loaded.program("wrong", ProgramType.SCHED_CLS).name()).isEqualTo("wrong");
            assertThatThrownBy(() -> loaded.program("wrong", ProgramType.XDP))
                    .isInstanceOfSatisfying(RejectedException.class, refused -> {
                        var diagnostic = refused.diagnostics().getFirst();
                        assertThat(diagnostic.message())
                                .isEqualTo("program 'wrong' cannot be loaded: it calls bpf_skb_load_bytes,"
                                        + " which programs of type XDP may not call");
                        assertThat(diagnostic.place()).asString().contains("5");
                    });
        }
    }
}
