package io.polyprobe.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.object.ProgramType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of {@code rules.txt}: what it rejects, with which words, and that the mended program passes. */
class RulesTest {
    private static Rig rig;

    @BeforeAll
    static void open() {
        rig = new Rig();
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    record Rule(String name, ProgramType type, String words, String bad, String good) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Rule> rules() throws IOException {
        try (var in = Objects.requireNonNull(RulesTest.class.getResourceAsStream("rules.txt"))) {
            var rules = new ArrayList<Rule>();
            for (String text : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\nrule ", -1)) {
                if (!text.startsWith("#")) {
                    rules.add(rule(text));
                }
            }
            return rules;
        }
    }

    private static Rule rule(String text) {
        int type = text.indexOf("\ntype ");
        int rejected = text.indexOf("\nrejected ");
        int words = text.indexOf('\n', rejected + 1);
        int accepted = text.indexOf("\naccepted\n");
        return new Rule(
                text.substring(0, type),
                ProgramType.valueOf(text.substring(type + 6, rejected)),
                text.substring(rejected + 10, words),
                text.substring(words + 1, accepted + 1),
                text.substring(accepted + 10));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRuleRejectsTheSmallestProgramAndAcceptsTheMendedOne(Rule rule) {
        Verdict bad = rig.verify(rule.type, rule.bad);
        assertThat(bad)
                .isInstanceOfSatisfying(
                        Verdict.Rejected.class,
                        rejected -> assertThat(rejected.diagnostic().message()).contains(rule.words));
        assertThat(rig.verify(rule.type, rule.good)).isInstanceOf(Verdict.Accepted.class);
        if (rig.hasKernel()) {
            assertThat(rig.kernel(rule.type, rule.bad)).isPresent();
            assertThat(rig.kernel(rule.type, rule.good)).isEmpty();
        }
    }
}
