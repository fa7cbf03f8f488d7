package io.polyprobe.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.TestClang;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.Section;
import io.polyprobe.verifier.account.AccountText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each C program of the page on the verifier is judged as the page says. */
class VerifierPageTest {
    private static final Path PAGE = Path.of("../docs/verifier.md");
    private static final Pattern BLOCK = Pattern.compile("```c(?: (\\w+))?(?:: ([^\\n]*))?\\n(.*?)```", Pattern.DOTALL);

    record Example(String verdict, String words, String c) {
        @Override
        public String toString() {
            return verdict + " " + words + c.hashCode();
        }
    }

    private static List<Example> blocks() throws IOException {
        return BLOCK.matcher(Files.readString(PAGE))
                .results()
                .map(block -> new Example(
                        Objects.requireNonNullElse(block.group(1), ""),
                        Objects.requireNonNullElse(block.group(2), ""),
                        block.group(3)))
                .toList();
    }

    /** What the page tells of its program that is {@code known}. */
    private static String known() throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("```text\n") + 8;
        return page.substring(from, page.indexOf("```", from));
    }

    static List<Example> examples() throws IOException {
        return blocks().stream().filter(block -> !block.verdict().isEmpty()).toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void programsOfThePageAreJudgedAsItSays(Example example) throws IOException {
        String c = blocks().getFirst().c() + example.c();
        var object = ObjectReader.read("page.o", TestClang.object(c, "-Wno-unused", "-mcpu=v3"));
        var program = object.programs().getFirst();
        var type = Section.of(program.section()).orElseThrow().type();
        var subject = Subject.of(object, program, type);
        switch (new Verifier(0).verify(subject)) {
            case Verdict.Accepted _ -> {
                assertThat(example.verdict()).isIn("accepted", "known");
                if (example.verdict().equals("known")) {
                    String account = AccountText.of(Verifier.account(subject).orElseThrow());
                    assertThat(known()).isEqualTo(account);
                }
            }
            case Verdict.Rejected rejected -> {
                assertThat(example.verdict())
                        .as(rejected.diagnostic().message())
                        .isEqualTo("rejected");
                assertThat(rejected.diagnostic().message()).contains(example.words());
                assertThat(rejected.diagnostic().hints()).isNotEmpty();
            }
        }
    }
}
