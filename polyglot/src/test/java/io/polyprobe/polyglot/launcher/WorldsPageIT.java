package io.polyprobe.polyglot.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on worlds: its script runs by its command and prints what it says. */
class WorldsPageIT {
    private static final Path PAGE = Launcher.HOME.resolve("docs/worlds.md");
    private static final Pattern SCRIPT = Pattern.compile("(?ms)^```python\\n(.*?)^```$");
    private static final Pattern SESSION = Pattern.compile("(?ms)^```console\\n\\$ polyprobe (.*?)\\n(.*?)^```$");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    @TempDir
    Path folder;

    @Test
    void the_ptrace_world_shows_what_a_command_does_and_ends_with_its_exit_code() throws Exception {
        String page = Files.readString(PAGE);
        MatchResult session = find(SESSION, page);
        Path script = script(page);
        List<String> words = WORD.matcher(session.group(1))
                .results()
                .map(word -> word.group(1) == null ? word.group() : word.group(1))
                .map(word -> word.equals("opens.py") ? script.toString() : word)
                .toList();
        var result = Launcher.run(words.toArray(String[]::new));
        assertThat(result.exitCode()).as(result.err()).isEqualTo(7);
        List<String> wanted =
                session.group(2).lines().filter(line -> !line.equals("...")).toList();
        assertThat(result.out().lines().toList()).containsSubsequence(wanted);
    }

    @Test
    void ctrl_c_ends_the_script_and_lets_a_command_live_that_does_not_heed_it() throws Exception {
        String script = script(Files.readString(PAGE)).toString();
        String command = "trap '' INT; cat /etc/hostname > /dev/null; sleep 4; exit 9";
        try (var running = Launcher.start(Map.of(), List.of("--target", "vm", script, "--", "sh", "-c", command))) {
            running.await(out -> out.contains("cat opens /etc/hostname"), () -> {});
            running.signal("INT");
            var result = running.finish();
            assertThat(result.out()).endsWith("that was all\n");
            assertThat(result.exitCode()).as(result.err()).isEqualTo(9);
        }
    }

    private Path script(String page) throws IOException {
        return Files.writeString(folder.resolve("opens.py"), find(SCRIPT, page).group(1));
    }

    private static MatchResult find(Pattern pattern, String page) {
        var matcher = pattern.matcher(page);
        assertThat(matcher.find()).isTrue();
        return matcher.toMatchResult();
    }
}
