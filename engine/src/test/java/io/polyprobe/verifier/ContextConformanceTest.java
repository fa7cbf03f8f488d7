package io.polyprobe.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.ProgramType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each access to each byte of a context is allowed here exactly where this machine's Linux allows it. */
class ContextConformanceTest {
    private static final int BEYOND = 232;

    private static Rig rig;

    @BeforeAll
    static void open() {
        rig = new Rig();
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "SOCKET_FILTER",
                "KPROBE",
                "SCHED_CLS",
                "SCHED_ACT",
                "TRACEPOINT",
                "XDP",
                "PERF_EVENT",
                "CGROUP_SKB",
                "CGROUP_SOCK",
                "LWT_IN",
                "LWT_OUT",
                "LWT_XMIT",
                "LWT_SEG6LOCAL",
                "SK_SKB",
                "CGROUP_DEVICE",
                "CGROUP_SYSCTL",
                "RAW_TRACEPOINT",
                "SOCK_OPS",
                "SK_MSG",
                "SK_REUSEPORT",
                "FLOW_DISSECTOR",
                "CGROUP_SOCKOPT"
            })
    void accessesAreAllowedWhereLinuxAllowsThem(ProgramType type) {
        if (!rig.hasKernel() || rig.kernel(type, "r0 = 0\nexit\n").isPresent()) {
            return;
        }
        List<String> differing = new ArrayList<>();
        for (int size : new int[] {1, 2, 4, 8}) {
            for (int offset = 0; offset < BEYOND; offset++) {
                for (boolean write : new boolean[] {false, true}) {
                    String place = "*(u%d *)(r1 + %d)".formatted(size * 8, offset);
                    String text = (write ? place + " = 0" : "r2 = " + place) + "\nr0 = 0\nexit\n";
                    boolean ours = rig.verify(type, text).isAccepted();
                    boolean linux = rig.kernel(type, text).isEmpty();
                    if (ours != linux) {
                        differing.add((linux ? "Linux allows " : "we allow ") + (write ? "write " : "read ") + offset
                                + ":" + size);
                    }
                }
            }
        }
        assertThat(differing).as(type.name()).isEmpty();
    }
}
