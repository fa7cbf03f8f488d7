package io.polyprobe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.ProgramType;
import io.polyprobe.prototype.Prototypes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of helpers says what Linux says. */
class PrototypeConformanceTest {
    private static final Recording RECORDING = new Recording("helpers.txt");
    private static final int LAST = 211;

    /**
     * What the kernel of the recording had no way to call, or called only what it could not load: options that it was
     * built without, a capability too few, attach points (functions, iterators) that it refused.
     */
    private static final Set<Integer> ELSEWHERE = Set.of(
            36, // bpf_probe_write_user: CAP_SYS_ADMIN
            58, // bpf_override_return: CONFIG_BPF_KPROBE_OVERRIDE
            126,
            127,
            150, // bpf_seq_*: iterators
            147, // bpf_d_path: a few functions
            173, // bpf_get_func_ip: of TRACING, functions alone
            183,
            184,
            185 // bpf_get_func_arg and its like: functions
            );

    @Test
    void programsMayCallWhatLinuxLetThem() {
        if (!Recording.isWanted()) {
            assertThat(differences(table(recordedTypes()), RECORDING.lines())).isEmpty();
        }
    }

    @Test
    void programsMayCallWhatThisLinuxLetsThem() {
        if (!Linux.isUsable()) {
            // The recording stands in, in the test above.
            assertThat(RECORDING.lines()).isNotEmpty();
            return;
        }
        var calls = new HelperCalls();
        var lines = new ArrayList<String>();
        Set<ProgramType> types = calls.types();
        for (int helper = 1; helper <= LAST; helper++) {
            int number = helper;
            if (!ELSEWHERE.contains(helper)) {
                lines.add(line(
                        helper,
                        types.stream()
                                .filter(type -> calls.isAvailable(type, number))
                                .collect(Collectors.toSet())));
            }
        }
        if (Recording.isWanted()) {
            RECORDING.write(lines);
        }
        assertThat(differences(table(types), lines)).isEmpty();
    }

    private static List<String> differences(List<String> table, List<String> linux) {
        assertThat(table).hasSameSizeAs(linux);
        return table.stream().filter(line -> !linux.contains(line)).toList();
    }

    /** The types of programs that the kernel of the recording loaded: those that may do the simplest thing. */
    private static Set<ProgramType> recordedTypes() {
        return List.of(RECORDING.lines().getFirst().split(" ")).stream()
                .skip(1)
                .map(ProgramType::valueOf)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(ProgramType.class)));
    }

    private static List<String> table(Set<ProgramType> types) {
        var lines = new ArrayList<String>();
        for (int helper = 1; helper <= LAST; helper++) {
            if (!ELSEWHERE.contains(helper)) {
                int number = helper;
                lines.add(line(
                        helper,
                        types.stream()
                                .filter(type -> Prototypes.of(number, type).isPresent())
                                .collect(Collectors.toSet())));
            }
        }
        return lines;
    }

    private static String line(int helper, Set<ProgramType> types) {
        return types.stream().sorted().map(ProgramType::name).collect(Collectors.joining(" ", helper + " ", ""));
    }
}
