package io.polyprobe.polyglot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples as they are, on the virtual kernel. */
class ExamplesTest {
    private static final Path EXAMPLES =
            Path.of("..", "examples").toAbsolutePath().normalize();

    @TempDir
    Path directory;

    private ScriptProcess.Ended run(String script, String... options) throws Exception {
        var arguments = new ArrayList<>(List.of("--target", "vm", "--pace", "max", "--for", "2s"));
        arguments.addAll(List.of(options));
        arguments.add(script);
        try (var process = ScriptProcess.start(directory, Main.class, arguments)) {
            return process.end();
        }
    }

    private static String example(String name) {
        return EXAMPLES.resolve(name).toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hello.py         | b' +[^ ]+-\\d+ +\\[\\d+\\] [^ ]+ +\\d+\\.\\d{6}: bpf_trace_printk: Hello, World!'
            hello_oneline.py | b' +[^ ]+-\\d+ +\\[\\d+\\] [^ ]+ +\\d+\\.\\d{6}: bpf_trace_printk: Hello, World!'
            hello.js         | \\s*[^ ]+-\\d+ +\\[\\d+\\] [^ ]+ +\\d+\\.\\d{6}: bpf_trace_printk: Hello, World!
            fields.py        | \\d+\\.\\d{9} +[^ ]+ +\\d+ +/.*
            fields.js        | \\d+\\.\\d{9} +[^ ]+ +\\d+ +/.*
            count.py         | \\d+ +\\d+
            count.js         | \\d+ +\\d+
            """)
    void an_example_reports_what_happens_until_the_world_ends(String name, String line) throws Exception {
        var ended = run(example(name));
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out().lines().filter(text -> !text.isEmpty() && !text.matches("(TIME|PID).*")))
                .isNotEmpty()
                .allMatch(text -> text.matches(line), line);
    }

    @Test
    void every_example_is_run_here() throws Exception {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsExactlyInAnyOrder(
                            "hello.c",
                            "hello.py",
                            "hello_oneline.py",
                            "hello.js",
                            "fields.py",
                            "fields.js",
                            "count.py",
                            "count.js");
        }
    }

    @Test
    void a_seed_decides_every_byte() throws Exception {
        String seven = run(example("hello.js"), "--seed", "7").out();
        assertThat(run(example("hello.js"), "--seed", "7").out()).isEqualTo(seven);
        assertThat(run(example("hello.js"), "--seed", "8").out()).isNotEqualTo(seven);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sleep.py | from bcc import BPF; import time           | b = BPF(text=''); print('ready', flush=True); time.sleep(1e6)
            sleep.js | import { BPF, sleep } from 'bcc';          | new BPF({ text: '' }); console.log('ready'); sleep(1e6);
            timer.js | import { BPF } from 'bcc';                 | new BPF({ text: '' }); console.log('ready'); setTimeout(() => 0, 1e9);
            hear.js  | import { BPF, sleep } from 'bcc'; process.on('SIGINT', () => process.exit(130)); | new BPF({ text: '' }); console.log('ready'); sleep(1e6)
            """)
    void ctrl_c_ends_a_sleep_in_virtual_time(String name, String first, String second) throws Exception {
        Files.writeString(directory.resolve(name), first + "\n" + second + "\n");
        try (var process = ScriptProcess.start(directory, Main.class, List.of("--target", "vm", name))) {
            assertThat(process.line()).isEqualTo("ready");
            process.signal("INT");
            assertThat(process.end().code()).isEqualTo(130);
        }
    }

    @Test
    void wrong_c_is_shown_in_the_line_of_the_script() throws Exception {
        Path script = directory.resolve("wrong.py");
        Files.writeString(
                script, "from bcc import BPF\nBPF(text='''\nint f(void *ctx) {\n    return nothing;\n}\n''')\n");
        var ended = run("wrong.py");
        assertThat(ended.err()).startsWith("wrong.py:4:12: error: ").contains("    4 |     return nothing;\n");
        assertThat(ended.code()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ./wrong.py     | from bcc import BPF          | BPF(text='int f() { return x; }')
            ../$/wrong.py  | from bcc import BPF          | BPF(text='int f() {}').attach_kprobe('nope', fn_name='f')
            ../$/wrong.js  | import { BPF } from 'bcc';   | new BPF({ text: 'int f() {}' }).attach({ probe: 'kprobe:x', fnName: 'f' })
            $/wrong.js     | import { BPF } from 'bcc';   | new BPF({ text: 'int f() { return x; }' })
            link.py        | from bcc import BPF          | BPF(text='int f() {}').attach_tracepoint('a:b', fn_name='f')
            link.js        | import { BPF } from 'bcc';   | new BPF({ text: 'int f() {}' }).attach({ probe: 'kprobe:x', fnName: 'f' })
            """)
    void errors_name_the_script_as_its_user_named_it(String name, String first, String second) throws Exception {
        String folder = name.startsWith("$") ? directory.toString() : String.valueOf(directory.getFileName());
        String named = name.replace("$", folder);
        Path file = directory.resolve(named);
        if (name.startsWith("link")) {
            file = Files.createSymbolicLink(file, directory.resolve("linked" + name.substring(4)));
        }
        Files.writeString(file, first + "\n" + second + "\n");
        assertThat(run(named).err()).containsPattern("(?m)^(  at )?" + Pattern.quote(named + ":2"));
    }

    @Test
    void a_script_that_is_not_there_is_a_wrong_command_line() throws Exception {
        var ended = run("none.py");
        assertThat(ended.err()).startsWith("polyprobe: error: cannot run 'none.py': there is no such file\n");
        assertThat(ended.code()).isEqualTo(2);
    }
}
