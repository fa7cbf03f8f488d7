package io.polyprobe.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.ProgramType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What may be relied on where a program was accepted. */
class ProofTest {
    private static Rig rig;

    @BeforeAll
    static void open() {
        rig = new Rig();
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    private static Proof proof(String assembly) {
        var verdict = rig.verify(ProgramType.XDP, assembly);
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return ((Verdict.Accepted) verdict).proof();
    }

    @Test
    void stacksMapValuesAndPacketsAreMemoryThatIsThere() {
        Proof proof = proof("""
                        r6 = r1
                        *(u32 *)(r10 - 4) = 0
                        r1 = map hash
                        r2 = r10
                        r2 += -4
                        call 1
                        if r0 == 0 goto out
                        *(u64 *)(r0 + 8) = 1
                        r1 = *(u32 *)(r6 + 0)
                        r2 = *(u32 *)(r6 + 4)
                        r3 = r1
                        r3 += 8
                        if r3 > r2 goto out
                        r0 = *(u64 *)(r1 + 0)
                out:    r0 = 0
                        exit
                """);
        assertThat(proof.isVerified()).isTrue();
        assertThat(proof.isDirect(1)).as("the stack").isTrue();
        assertThat(proof.isDirect(8)).as("a map's value").isTrue();
        assertThat(proof.isDirect(14)).as("the packet").isTrue();
    }

    @Test
    void contextsAreNot() {
        Proof proof = proof("r0 = *(u32 *)(r1 + 12)\nexit");
        assertThat(proof.isDirect(0)).isFalse();
        assertThat(proof.isProbed(0)).isFalse();
    }

    @Test
    void neitherIsWhatOnSomePathsIsTheContext() {
        Proof proof = proof("""
                        r2 = r10
                        *(u64 *)(r10 - 8) = 7
                        r2 += -20
                        r0 = *(u32 *)(r1 + 12)
                        if r0 == 1 goto read
                        r2 = r1
                read:   r0 = *(u32 *)(r2 + 12)
                        exit
                """);
        assertThat(proof.isDirect(6)).isFalse();
    }

    @Test
    void whatIsNotReachedIsNotKnown() {
        assertThat(proof("r0 = 1\nif r0 == 1 goto +1\nr0 = *(u64 *)(r10 - 8)\nexit")
                        .isDirect(2))
                .isFalse();
    }

    @Test
    void theStackIsFilledOnlyWhereItIsReadBeforeItIsWritten() {
        assertThat(proof("*(u64 *)(r10 - 16) = 1\nr0 = *(u64 *)(r10 - 16)\nexit")
                        .unwritten(0))
                .isZero();
        assertThat(proof("*(u64 *)(r10 - 16) = 1\nr0 = *(u64 *)(r10 - 24)\nexit")
                        .unwritten(0))
                .isEqualTo(24);
        assertThat(proof("*(u8 *)(r10 - 8) = 1\nr0 = *(u64 *)(r10 - 8)\nexit").unwritten(0))
                .isEqualTo(8);
    }

    @Test
    void helpersReadTheStackToo() {
        String program = """
                *(u32 *)(r10 - %d) = 0
                r1 = map hash
                r2 = r10
                r2 += -8
                call 1
                r0 = 0
                exit
                """;
        assertThat(proof(program.formatted(8)).unwritten(0)).isZero();
        assertThat(proof(program.formatted(4)).unwritten(0)).isEqualTo(8);
    }

    @Test
    void ofAnUnverifiedProgramNothingIsKnown() {
        assertThat(Proof.NONE.isVerified()).isFalse();
        assertThat(Proof.NONE.isDirect(0)).isFalse();
        assertThat(Proof.NONE.unwritten(0)).isEqualTo(512);
    }
}
