package io.polyprobe.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.TestClang;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.ProgramType;
import io.polyprobe.verifier.account.Account;
import io.polyprobe.verifier.account.Account.Fact;
import io.polyprobe.verifier.account.Account.Point;
import io.polyprobe.verifier.account.AccountHtml;
import io.polyprobe.verifier.number.Scalar;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is told of accepted programs is true on all their paths, and is told by the names of the source. */
class AccountTest {
    private static final String RANDOM = "call 7\n";

    private static Account account(String assembly) {
        ProgramSpec program = Rig.program(assembly);
        var object = new ObjectSpec("a", List.of(program), Map.of(), null, "GPL", 0);
        return Verifier.account(Subject.of(object, program, ProgramType.XDP)).orElseThrow();
    }

    private static Stream<Point> points(Account account) {
        return account.lines().stream().flatMap(line -> line.points().stream());
    }

    private static Fact fact(Account account, String instruction, String where) {
        return points(account)
                .filter(point -> point.instruction().equals(instruction))
                .flatMap(point -> point.facts().stream())
                .filter(fact -> fact.where().equals(where))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void numbersOfAllPathsAreJoined() {
        Account account = account(RANDOM + "r6 = 1\nif r0 > 5 goto on\nr6 = 9\non: r0 = r6\nexit\n");
        assertThat(fact(account, "r0 = r6", "r6").text()).isEqualTo("1 to 9");
        assertThat(Objects.requireNonNull(fact(account, "r0 = r6", "r6").number())
                        .bits()
                        .mask())
                .isEqualTo(8);
    }

    /** A verdict needs only one path through the end here, since r6 does not matter to it. */
    @Test
    void aPathThatEndsEarlyForTheVerdictIsToldNevertheless() {
        String waste = "r1 = 0\n".repeat(10);
        Account account = account(RANDOM + "r6 = 1\nif r0 > 5 goto on\nr6 = 9\non: " + waste
                + "r7 = r6\nif r0 == 7 goto end\nend: " + waste + "r0 = r7\nexit\n");
        Fact fact = fact(account, "r0 = r7", "r7");
        assertThat(Objects.requireNonNull(fact.number()).contains(1)).isTrue();
        assertThat(Objects.requireNonNull(fact.number()).contains(9)).isTrue();
    }

    @Test
    void aSumOverRoundsComesToAnEnd() {
        Account account = account("""
                r6 = 0
                r7 = 0
                again: call 7
                if r0 > 5 goto on
                r6 += 3
                on: r7 += 1
                if r7 < 60 goto again
                r0 = r6
                exit
                """);
        Scalar sum = Objects.requireNonNull(fact(account, "r0 = r6", "r6").number());
        assertThat(Stream.of(0L, 3L, 180L)).allMatch(sum::contains);
    }

    @Test
    void differentKindsStandSideBySide() {
        Account account = account("r6 = r1\ncall 7\nif r0 > 5 goto on\nr6 = 4\non: r7 = r6\nr0 = 0\nexit\n");
        assertThat(fact(account, "r7 = r6", "r6").text()).isIn("the context or 4", "4 or the context");
    }

    @Test
    void stackIsToldOnlyWhereAllPathsWroteIt() {
        Account account = account("""
                *(u64 *)(r10 - 8) = 5
                call 7
                if r0 > 5 goto on
                *(u64 *)(r10 - 16) = 1
                on: r0 = *(u64 *)(r10 - 8)
                exit
                """);
        assertThat(points(account)
                        .filter(point -> point.instruction().startsWith("r0 = *"))
                        .flatMap(point -> point.facts().stream())
                        .map(Fact::where))
                .containsExactly("fp-8");
    }

    @Test
    void aRejectedProgramHasNoAccount() {
        ProgramSpec program = Rig.program("r0 = r3\nexit\n");
        var object = new ObjectSpec("a", List.of(program), Map.of(), null, "GPL", 0);
        assertThat(Verifier.account(Subject.of(object, program, ProgramType.XDP)))
                .isEmpty();
    }

    @Test
    void variablesAndFieldsHaveTheirNamesInHtmlToo() {
        var object = ObjectReader.read("a.o", TestClang.object("""
                #define SEC(name) __attribute__((section(name), used))
                struct xdp_md { unsigned data, data_end, data_meta, ingress_ifindex, rx_queue_index; };
                struct pair { long first, second; } counters;
                static unsigned (*random)(void) = (void *)7;
                SEC("xdp") int program(struct xdp_md *ctx) {
                    unsigned index = ctx->ingress_ifindex;
                    unsigned dice = random();
                    __sync_fetch_and_add(&counters.second, dice);
                    return index < 3 && dice ? 1 : 2;
                }
                """, "-mcpu=v3"));
        var program = object.programs().getFirst();
        Account account =
                Verifier.account(Subject.of(object, program, ProgramType.XDP)).orElseThrow();
        assertThat(points(account).flatMap(point -> point.facts().stream()).map(Fact::name))
                .contains("ctx", "index", "dice");
        assertThat(points(account).flatMap(point -> point.facts().stream()).map(Fact::text))
                .contains("the address of counters.first");
        assertThat(AccountHtml.of("program", account))
                .contains("<caption>program</caption>", "return index &lt; 3 &amp;&amp; dice", ">index</dd>")
                .doesNotContain("<script", "http");
    }
}
