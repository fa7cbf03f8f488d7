package io.polyprobe.polyglot.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** With {@code -Dpolyprobe.tools.page=write} the README gets the table that the results ask for. */
class ToolsPageTest {
    private static final Path README = Path.of("..", "README.md");

    @Test
    void the_readme_says_of_each_tool_what_the_tests_found() throws Exception {
        String readme = Files.readString(README);
        String wanted = ToolsPage.into(readme);
        if ("write".equals(System.getProperty("polyprobe.tools.page"))) {
            Files.writeString(README, wanted);
        } else {
            assertThat(readme).isEqualTo(wanted);
        }
    }

    @Test
    void every_tool_has_its_line() {
        assertThat(Tables.read("descriptions.txt").keySet())
                .hasSize(98)
                .isEqualTo(Tables.read("verdicts.txt").keySet());
    }
}
