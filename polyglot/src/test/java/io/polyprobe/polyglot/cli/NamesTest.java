package io.polyprobe.polyglot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts may name, compared with kept lists, so that nothing gets lost and gaps are known. */
class NamesTest {
    @TempDir
    Path directory;

    @Test
    void python_has_the_names_of_bcc() throws Exception {
        assertThat(run("python-names.txt", "script.py", """
                import importlib, sys

                def find(place):
                    parts = place.split(".")
                    for count in range(len(parts), 0, -1):
                        try:
                            at = importlib.import_module(".".join(parts[:count]))
                        except ImportError:
                            continue
                        for part in parts[count:]:
                            at = getattr(at, part)
                        return at

                compared = 0
                for line in open(sys.argv[1]):
                    place, colon, names = line.partition(": ")
                    for name in names.split() if colon and not line.startswith("#") else ():
                        compared += 1
                        if hasattr(find(place), name.lstrip("-")) == name.startswith("-"):
                            print(place, name)
                print(compared > 500)
                """)).isEqualTo("True\n");
    }

    @Test
    void javascript_has_what_python_has() throws Exception {
        assertThat(run("javascript-names.txt", "script.js", """
                import * as bcc from 'bcc'

                const b = new bcc.BPF({ text: 'f' })
                const places = { bcc, BPF: bcc.BPF, bpf: b, table: b.table('counts'), usdt: bcc.USDT.prototype }
                for (const name of process.argv.slice(2)) {
                    const [place, member] = name.split('.')
                    if (!(member in places[place])) console.log(name)
                }
                console.log(process.argv.length > 50)
                """)).isEqualTo("true\n");
    }

    /** Python's names come in a file; those of JavaScript, the second column of lines, as arguments. */
    private String run(String list, String script, String code) throws IOException, InterruptedException {
        String names;
        try (var resource = Objects.requireNonNull(NamesTest.class.getResourceAsStream(list))) {
            names = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
        Files.writeString(directory.resolve(list), names);
        Files.writeString(directory.resolve(script), code);
        List<String> arguments = new ArrayList<>(List.of("vm", "0", script));
        if (script.endsWith(".py")) {
            arguments.add(list);
        } else {
            names.lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Arrays.stream(line.split(" +")).skip(1))
                    .filter(name -> !name.equals("-"))
                    .forEach(arguments::add);
        }
        try (var process = ScriptProcess.start(directory, FakeMain.class, arguments)) {
            process.closeInput();
            var ended = process.end();
            assertThat(ended.code()).as(ended.err()).isZero();
            return ended.out();
        }
    }
}
