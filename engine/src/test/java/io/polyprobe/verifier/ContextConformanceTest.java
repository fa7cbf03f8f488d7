package io.polyprobe.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.AttachType;
import io.polyprobe.object.ProgramType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each access to each byte of a context is allowed here exactly where this machine's Linux allows it. */
class ContextConformanceTest {
    private static final int BEYOND = 232;
    private static final int BEYOND_ADDRESSES = 80;
    /** Right wherever it is attached. */
    private static final String RIGHT = "r0 = 1\nexit\n";

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
                "FLOW_DISSECTOR"
            })
    void accessesAreAllowedWhereLinuxAllowsThem(ProgramType type) {
        if (rig.hasKernel() && rig.kernel(type, RIGHT).isEmpty()) {
            assertThat(differing(BEYOND, text -> rig.verify(type, text), text -> rig.kernel(type, text)))
                    .as(type.name())
                    .isEmpty();
        }
    }

    static List<AttachType> places() {
        return Arrays.stream(AttachType.values())
                .filter(place -> place.programType() == ProgramType.CGROUP_SOCK_ADDR
                        || place.programType() == ProgramType.CGROUP_SOCKOPT)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("places")
    void accessesAreAllowedWhereLinuxAllowsThemAtThatPlace(AttachType place) {
        if (rig.hasKernel() && rig.kernel(place, RIGHT).isEmpty()) {
            assertThat(differing(BEYOND_ADDRESSES, text -> rig.verify(place, text), text -> rig.kernel(place, text)))
                    .as(place.name())
                    .isEmpty();
        }
    }

    private static List<String> differing(
            int beyond, Function<String, Verdict> ourVerdict, Function<String, Optional<String>> refusal) {
        List<String> differing = new ArrayList<>();
        for (int size : new int[] {1, 2, 4, 8}) {
            for (int offset = 0; offset < beyond; offset++) {
                for (boolean write : new boolean[] {false, true}) {
                    String place = "*(u%d *)(r1 + %d)".formatted(size * 8, offset);
                    String text = (write ? place + " = 0" : "r2 = " + place) + "\n" + RIGHT;
                    boolean ours = ourVerdict.apply(text).isAccepted();
                    boolean linux = refusal.apply(text).isEmpty();
                    if (ours != linux) {
                        differing.add((linux ? "Linux allows " : "we allow ") + (write ? "write " : "read ") + offset
                                + ":" + size);
                    }
                }
            }
        }
        return differing;
    }
}
