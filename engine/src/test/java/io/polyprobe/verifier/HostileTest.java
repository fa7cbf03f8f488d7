package io.polyprobe.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Programs that want the verifier itself to run away: it ends within its budget, with a verdict. */
class HostileTest {
    private static Verdict verify(String assembly) {
        var program = Rig.program(assembly);
        var object = new ObjectSpec("hostile", List.of(program), Map.of(), null, "GPL", 0);
        return new Verifier(0).verify(Subject.of(object, program, ProgramType.XDP));
    }

    private static void assertRejected(String assembly, String words) {
        assertThat(verify(assembly))
                .isInstanceOfSatisfying(
                        Verdict.Rejected.class,
                        rejected -> assertThat(rejected.diagnostic().message()).contains(words));
    }

    @Test
    void functionsThatCallEachOtherInACircleAreSeenAtOnce() {
        assertRejected("""
                call f
                exit
                f: call g
                exit
                g: call f
                exit
                """, "call each other in a circle");
    }

    @Test
    void eightLevelsOfManyCallsAreNotFollowedOneByOne() {
        var text = new StringBuilder("r0 = 0\n" + "call f1\n".repeat(9) + "exit\n");
        for (int level = 1; level < 7; level++) {
            text.append("f%d: r0 = 0%n".formatted(level))
                    .append("call f%d%n".formatted(level + 1).repeat(9))
                    .append("exit\n");
        }
        assertRejected(text + "f7: r0 = 0\nexit\n", "a million instructions");
    }

    @Test
    void aLongLoopIsWalkedToTheLimit() {
        assertRejected("""
                r1 = 0
                loop: r1 += 1
                if r1 < 10000000 goto loop
                r0 = 0
                exit
                """, "a million instructions");
    }

    @Test
    void branchesThatDoNotMatterMeetAgain() {
        var text = new StringBuilder("r6 = 0\n");
        for (int i = 0; i < 60; i++) {
            text.append("call 7%nif r0 == %d goto +1%nr6 += 1%n".formatted(i));
        }
        assertThat(verify(text + "r0 = 0\nexit\n"))
                .isInstanceOfSatisfying(
                        Verdict.Accepted.class,
                        accepted -> assertThat(accepted.effort().instructions()).isLessThan(2_000));
    }

    @Test
    void branchesThatAllMatterEndAtTheLimit() {
        var text = new StringBuilder("r6 = 0\n");
        for (int i = 0; i < 60; i++) {
            text.append("call 7%nif r0 == %d goto +1%nr6 += %d%n".formatted(i, 1 << (i % 20)));
        }
        String use = "r7 = r10\nr6 &= 255\nr7 += r6\n*(u8 *)(r7 - 300) = 0\nr0 = 0\nexit\n";
        assertRejected(text + use, "a million instructions");
    }

    @Test
    void aHundredThousandJumpsToOnePlaceAreRead() {
        var text = new StringBuilder("r0 = 0\n");
        for (int i = 0; i < 30_000; i++) {
            text.append("if r1 == 0 goto end\n");
        }
        assertThat(verify(text + "end: exit\n")).isInstanceOf(Verdict.Accepted.class);
    }
}
