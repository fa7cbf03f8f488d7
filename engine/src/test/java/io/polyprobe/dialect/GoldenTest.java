package io.polyprobe.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.clang.ObjectCache;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code golden/NAME.c} becomes {@code golden/NAME.out}, and that compiles. With {@code POLYPROBE_APPROVE=DIR} in the environment
 * the outputs are written to DIR instead of compared.
 */
class GoldenTest {
    private final Dialect dialect = new Dialect(TestTypes.CLANG, ObjectCache.none());

    static List<String> names() throws Exception {
        try (var files = Files.list(directory())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".c"))
                    .map(name -> name.substring(0, name.length() - 2))
                    .sorted()
                    .toList();
        }
    }

    private static Path directory() throws URISyntaxException {
        return Path.of(GoldenTest.class.getResource("golden").toURI());
    }

    @ParameterizedTest
    @MethodSource("names")
    void theTextBecomesPlainC(String name) throws Exception {
        var source = CSource.of(name + ".c", Files.readString(directory().resolve(name + ".c")));
        var rewritten = dialect.rewrite(source, TestTypes.SMALL);
        var approve = System.getenv("POLYPROBE_APPROVE");
        if (approve == null) {
            assertThat(rewritten).isEqualTo(Files.readString(directory().resolve(name + ".out")));
        } else {
            Files.writeString(Path.of(approve, name + ".out"), rewritten);
        }
        var compiled = dialect.compile(source, TestTypes.SMALL);
        assertThat(compiled.warnings()).isEmpty();
        assertThat(compiled.object().license()).isEqualTo("GPL");
    }
}
