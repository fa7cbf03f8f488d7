package io.polyprobe.polyglot.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's scripts run as they stand there. */
class ReadmeIT {
    private static final Pattern PYTHON = Pattern.compile("(?ms)^```python\\n(.*?)^```$");
    private static final Pattern JAVASCRIPT = Pattern.compile("(?ms)^```javascript\\n(.*?)^```$");

    @TempDir
    Path folder;

    @Test
    void the_scripts_in_python_print_trace_lines() throws Exception {
        for (String script : blocks(PYTHON)) {
            assertThat(run("script.py", script).out()).contains("Hello, World!");
        }
    }

    @Test
    void the_scripts_in_javascript_print_what_they_say() throws Exception {
        for (String script : blocks(JAVASCRIPT)) {
            assertThat(run("script.js", script).out()).containsPattern("(?m)^\\w+ \\(\\d+\\) opens /");
        }
    }

    @Test
    void its_exit_codes_are_those_of_the_command() throws Exception {
        String help = Launcher.run("--help").out();
        var codes = Pattern.compile("(?m)^  (\\w+) {2,}(\\S.*)$")
                .matcher(help.substring(help.indexOf("Exit codes:")))
                .results()
                .map(code -> "| " + code.group(1) + " | " + code.group(2) + " |")
                .toList();
        assertThat(codes).hasSizeGreaterThan(8);
        assertThat(Files.readAllLines(Launcher.HOME.resolve("README.md"))).containsSubsequence(codes);
    }

    private static List<String> blocks(Pattern pattern) throws IOException {
        String readme = Files.readString(Launcher.HOME.resolve("README.md"));
        var blocks = pattern.matcher(readme)
                .results()
                .map(MatchResult::group)
                .map(ReadmeIT::body)
                .toList();
        assertThat(blocks).isNotEmpty();
        return blocks;
    }

    private static String body(String block) {
        return block.substring(block.indexOf('\n') + 1, block.lastIndexOf("```"));
    }

    private Launcher.Result run(String name, String script) throws Exception {
        Path file = Files.writeString(folder.resolve(name), script);
        var result = Launcher.run("--target", "vm", "--pace", "max", "--for", "5s", file.toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        return result;
    }
}
