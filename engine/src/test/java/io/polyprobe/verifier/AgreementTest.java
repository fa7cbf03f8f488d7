package io.polyprobe.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.ProgramType;
import io.polyprobe.verifier.ProgramMaker.Made;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Generated programs before both verifiers. How many, and from which seed on, is told by
 * {@code -Dpolyprobe.verifier.programs} and {@code -Dpolyprobe.verifier.seed}. A program that only Linux rejects is made
 * as short as it can be and kept beside {@link KeptTest}, which tells how.
 */
class AgreementTest {
    private static final int PROGRAMS = Integer.getInteger("polyprobe.verifier.programs", 1_500);
    private static final long FIRST = Long.getLong("polyprobe.verifier.seed", 1);
    private static final int RUN_EVERY = 8;

    private static Rig rig;

    @BeforeAll
    static void open() {
        rig = new Rig();
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    /** Both verdicts on a program. */
    private record Both(boolean ours, Optional<String> refusal) {
        boolean linux() {
            return refusal.isEmpty();
        }

        /** Where Linux blames itself, nothing is said of the program. */
        boolean isLenient() {
            return ours && refusal.isPresent() && !refusal.get().contains("verifier bug");
        }
    }

    private static Both judge(ProgramType type, String text) {
        return new Both(rig.verify(type, text).isAccepted(), rig.kernel(type, text));
    }

    @Test
    void nothingIsAcceptedThatLinuxRejectsAndVerdictsAgree() throws IOException {
        if (!rig.hasKernel()) {
            // The rules' own tests stand in, whose verdicts are written down.
            assertThat(rig.verify(ProgramType.XDP, "r0 = 0\nexit\n").isAccepted())
                    .isTrue();
            return;
        }
        int same = 0;
        int accepted = 0;
        var lenient = new ArrayList<String>();
        var strict = new TreeMap<String, Integer>();
        for (long seed = FIRST; seed < FIRST + PROGRAMS; seed++) {
            Made made = ProgramMaker.make(seed);
            Both both = judge(made.type(), made.text());
            accepted += both.linux() ? 1 : 0;
            if (both.ours == both.linux()) {
                same++;
            } else if (both.isLenient()) {
                lenient.add(KeptTest.keep("seed-" + seed, made.type(), shrunk(made)));
            } else {
                strict.merge(
                        both.ours ? "a bug of Linux' own" : reason(rig.verify(made.type(), made.text())),
                        1,
                        Integer::sum);
            }
        }
        System.out.printf("verifier: %d of %d verdicts agree; Linux accepts %d%n", same, PROGRAMS, accepted);
        assertThat(lenient).isEmpty();
        assertThat(same).as("disagreements: %s", strict).isGreaterThanOrEqualTo(PROGRAMS * 95 / 100);
        // A generator whose programs are all alike would prove nothing.
        assertThat(accepted).isBetween(PROGRAMS / 10, PROGRAMS * 9 / 10);
    }

    /** A share of them, as a virtual kernel is opened for each. What is told of r0 at their ends is true as well. */
    @Test
    void acceptedProgramsComputeTheSameOnBothKernels() {
        int run = 0;
        for (long seed = FIRST; seed < FIRST + PROGRAMS / RUN_EVERY; seed++) {
            Made made = ProgramMaker.make(seed);
            boolean both = made.pure()
                    && rig.verify(made.type(), made.text()).isAccepted()
                    && (!rig.hasKernel() || rig.kernel(made.type(), made.text()).isEmpty());
            if (both) {
                run++;
                String program = "seed %d, %s:%n%s".formatted(seed, made.type(), made.text());
                List<Integer> results = rig.results(made.type(), made.text());
                assertThat(new HashSet<>(results)).as(program).hasSize(1);
                assertThat(rig.told(made.type(), made.text()))
                        .as(program)
                        .anyMatch(told -> told.cut(32).contains(Integer.toUnsignedLong(results.getFirst())));
            }
        }
        assertThat(run).isGreaterThan(PROGRAMS / RUN_EVERY / 20);
    }

    private static String reason(Verdict verdict) {
        return verdict instanceof Verdict.Rejected rejected
                ? rejected.diagnostic().message().replaceAll("\\d+", "N")
                : "";
    }

    /** The same disagreement in fewer lines. */
    private static String shrunk(Made made) {
        List<String> lines = new ArrayList<>(made.lines());
        boolean shorter = true;
        while (shorter) {
            shorter = false;
            for (int i = lines.size() - 1; i >= 0; i--) {
                var fewer = new ArrayList<>(lines);
                fewer.remove(i);
                if (stillLenient(made.type(), fewer)) {
                    lines = fewer;
                    shorter = true;
                }
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static boolean stillLenient(ProgramType type, List<String> lines) {
        try {
            return judge(type, String.join("\n", lines) + "\n").isLenient();
        } catch (io.polyprobe.diag.PolyprobeException _) {
            return false; // a label is gone
        }
    }
}
