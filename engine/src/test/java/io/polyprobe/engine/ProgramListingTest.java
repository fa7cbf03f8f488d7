package io.polyprobe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.isa.Assembler;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramSpec.Function;
import io.polyprobe.object.ProgramSpec.Line;
import io.polyprobe.object.Reference;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramListingTest {
    private static final ProgramSpec PROGRAM = new ProgramSpec(
            "probe",
            "kprobe/x",
            Assembler.assemble("probe", """
                    r1 = 0 ll
                    call pc+1
                    exit
                    call 7
                    exit
                    """),
            List.of(new Reference.ToMap(0, "counts")),
            List.of(new Function(0, "probe", 0), new Function(4, "zero", 0)),
            List.of(
                    new Line(0, "x.py", "    return zero(&counts);", 3, 12),
                    new Line(2, "x.py", "    return zero(&counts);", 3, 5),
                    new Line(4, "x.py", "    return 0;", 1, 5)),
            List.of());

    @Test
    void instructionsStandBelowTheirLinesAndTellWhatTheyReferTo() {
        assertThat(ProgramListing.withLines(PROGRAM)).isEqualTo("""
                probe:
                ; return zero(&counts); // x.py:3
                   0: r1 = 0 ll  ; map counts
                   2: call pc+1
                   3: exit
                zero:
                ; return 0; // x.py:1
                   4: call 7  ; bpf_get_prandom_u32
                   5: exit
                """);
    }

    @Test
    void linesAreLeftOutWhereNobodyWantsThem() {
        assertThat(ProgramListing.of(PROGRAM)).doesNotContain("//").contains("   2: call pc+1\n", "zero:\n");
    }
}
