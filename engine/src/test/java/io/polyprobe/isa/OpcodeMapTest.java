package io.polyprobe.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The opcode bytes of RFC 9669's appendix, and those that Linux added, written down apart from the table. */
class OpcodeMapTest {
    private static final String ASSIGNED = """
            18
            20 28 30  40 48 50
            61 69 71 79  81 89 91
            62 6a 72 7a
            63 6b 73 7b  c3 cb d3 db
            04 0c 14 1c 24 2c 34 3c 44 4c 54 5c 64 6c 74 7c 84 94 9c a4 ac b4 bc c4 cc d4 dc
            07 0f 17 1f 27 2f 37 3f 47 4f 57 5f 67 6f 77 7f 87 97 9f a7 af b7 bf c7 cf d7
            05 15 1d 25 2d 35 3d 45 4d 55 5d 65 6d 75 7d 85 95 a5 ad b5 bd c5 cd d5 dd e5
            06 16 1e 26 2e 36 3e 46 4e 56 5e 66 6e 76 7e a6 ae b6 be c6 ce d6 de
            """;

    @Test
    void theTableHasTheAssignedOpcodesAndNoOther() {
        Set<String> assigned = new TreeSet<>(Arrays.asList(ASSIGNED.strip().split("\\s+", -1)));
        Set<String> known = InstructionSet.table().stream()
                .map(row -> "%02x".formatted(row.code()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(known).isEqualTo(assigned);
    }

    @Test
    void noTwoRowsOfOneOpcodeClaimTheSameInstructionUnlessTheyMeanTheSame() {
        for (Instruction sample : new Samples(1).ofEachRow(20)) {
            assertThat(InstructionSet.table().stream()
                            .filter(row -> row.matches(sample))
                            .map(Opcode::operation)
                            .distinct())
                    .as(sample.toString())
                    .hasSize(1);
        }
    }
}
