package io.polyprobe.polyglot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JavaScriptProcessTest {
    private static final String LOAD =
            "import { BPF, sleep, every } from 'bcc';\nconst b = new BPF({ text: 'kprobe__vfs_read' });\n";

    @TempDir
    Path directory;

    private ScriptProcess start(String target, int lines, String code, String... arguments) throws IOException {
        Files.writeString(directory.resolve("script.js"), code);
        var all = new ArrayList<>(List.of(target, Integer.toString(lines), "script.js"));
        all.addAll(List.of(arguments));
        return ScriptProcess.start(directory, FakeMain.class, all);
    }

    private ScriptProcess.Ended run(String target, int lines, String code, String... arguments) throws Exception {
        try (var process = start(target, lines, code, arguments)) {
            return process.end();
        }
    }

    @Test
    void a_script_is_a_module_with_nodes_globals() throws Exception {
        Files.writeString(directory.resolve("beside.js"), "export const word = 'found';");
        var ended = run("vm", 0, """
                import { word } from './beside.js';
                setTimeout(() => console.log('later'), 20);
                setTimeout(() => { console.log('soon'); process.exitCode = 4; }, 10);
                process.on('exit', code => console.log('exit', code));
                await null;
                console.log(word, process.argv.slice(2), { a: [1, 'x'] }, typeof print);
                console.error('to stderr');
                """, "--seed", "x");
        assertThat(ended.out()).isEqualTo("found [ '--seed', 'x' ] { a: [ 1, 'x' ] } undefined\nsoon\nlater\nexit 4\n");
        assertThat(ended.err()).isEqualTo("to stderr\n");
        assertThat(ended.code()).isEqualTo(4);
    }

    @Test
    void an_exception_ends_the_script_with_its_stack() throws Exception {
        var ended = run("vm", 0, "function f() { null.x; }\nf();\n");
        assertThat(ended.err())
                .startsWith("TypeError: Cannot read property 'x' of null\n")
                .contains("script.js:1")
                .contains("script.js:2");
        assertThat(ended.code()).isEqualTo(1);
    }

    @Test
    void errors_of_the_engine_can_be_caught_and_are_told_where_they_are_not() throws Exception {
        var ended = run("vm", 0, LOAD + """
                        try { new BPF({ text: 'wrong' }); } catch (e) { console.log(`${e}`, e instanceof Error); }
                        process.on('exit', () => console.log('never'));
                        b.attachKprobe({ event: 'nope', fnName: 'kprobe__vfs_read' });
                        """);
        assertThat(ended.out())
                .isEqualTo("ProbeError: Failed to compile BPF module <text>: there is no 'wrong' in C true\n");
        assertThat(ended.err()).isEqualTo("""
                        polyprobe: error: there is no kprobe:nope
                          hint: Did you mean kprobe:vfs_read?
                          at script.js:5
                        target closed
                        """);
        assertThat(ended.code()).isEqualTo(3);
    }

    @Test
    void trace_lines_and_tables_are_iterable() throws Exception {
        var ended = run("vm", 4, LOAD + """
                        for (const line of b.trace()) { console.log(`${line}`, line.pid, line.message); break; }
                        for (const [task, pid] of b.traceFields()) { console.log(task, pid); break; }
                        b.tracePrint();
                        const counts = b.get('counts');
                        counts.set(5, 7).set(6, 2n ** 64n - 1n);
                        for (const [key, value] of counts) console.log(key, value);
                        counts.delete(5);
                        console.log(counts.size, counts.get(5), counts.has(6));
                        const tasks = b.table('tasks').set({ pid: 42, comm: 'cat' }, 1);
                        console.log([...tasks], [...b.get('slots').values()], b.get('percpu').get(0));
                        console.log(BPF.kprobeFunctions(/vfs_/), BPF.tracepointExists('syscalls', 'x'));
                        for (const n of every(4)) console.log('tick', n);
                        process.exit(9);
                        """);
        assertThat(ended.err()).isEqualTo("target closed\n");
        assertThat(ended.out()).isEqualTo("""
                                     cat-100     [001] d..31     1.001000: bpf_trace_printk: Hello, World! 100 Hello, World!
                        cat 101
                                     cat-102     [001] d..31     1.003000: bpf_trace_printk: Hello, World!
                                     cat-103     [001] d..31     1.004000: bpf_trace_printk: Hello, World!
                        5 7
                        6 18446744073709551615n
                        1 undefined true
                        [ [ { pid: 42, comm: 'cat' }, 1 ] ] [ 0, 0, 0 ] [ 0, 0 ]
                        [ 'vfs_read', 'vfs_write' ] true
                        tick 1
                        tick 2
                        """);
        assertThat(ended.code()).isEqualTo(9);
    }

    @Test
    void events_are_iterable_or_reach_a_handler() throws Exception {
        var ended = run("vm", 0, LOAD + """
                        for (const event of b.events('events')) { console.log(event.pid, event); break; }
                        b.get('ring').onEvent((event, cpu) => console.log('ring', event.comm, cpu));
                        b.get('events').onEvent(({ pid }, cpu) => console.log('perf', pid, cpu), { onLost: n => console.log('lost', n) });
                        b.run();
                        console.log('end');
                        """);
        assertThat(ended.err()).isEqualTo("Possibly lost 5 samples\nPossibly lost 5 samples\ntarget closed\n");
        assertThat(ended.out()).isEqualTo("""
                        101 { pid: 101, comm: 'café' }
                        perf 102 1
                        ring café 0
                        perf 103 1
                        ring café 0
                        lost 5
                        ring café 0
                        end
                        """);
    }

    @Test
    void histograms_are_lines_of_stars() throws Exception {
        var ended = run("vm", 0, LOAD + """
                        b.get('counts').set(2, 3).set(4, 12).printLog2Histogram({ unit: 'usecs', stripped: true });
                        const t = b.get('bytask').set({ comm: 'cat', slot: 1 }, 1).set({ comm: 'ls', slot: 2 }, 5);
                        t.printLinearHistogram({ section: 'task' });
                        """);
        assertThat(ended.out()).isEqualTo("""
                             usecs               : count     distribution
                                 2 -> 3          : 3        |**********                              |
                                 4 -> 7          : 0        |                                        |
                                 8 -> 15         : 12       |****************************************|

                        task = cat
                             value         : count     distribution
                                0          : 0        |                                        |
                                1          : 1        |****************************************|

                        task = ls
                             value         : count     distribution
                                0          : 0        |                                        |
                                1          : 0        |                                        |
                                2          : 5        |****************************************|
                        """);
        assertThat(ended.code()).as(ended.err()).isZero();
    }

    @Test
    void wrong_arguments_are_told_in_javascripts_own_words() throws Exception {
        var ended = run("vm", 0, LOAD + """
                        const c = b.get('counts'), t = b.get('tasks'), p = b.get('percpu');
                        console.log(p.set(0, [3, 4]).get(0), t.set({ pid: 1, comm: 'caf\u00e9' }, 1).size, [...t.keys()]);
                        for (const wrong of [
                            () => b.get('nope'), () => c.get('x'), () => c.get(1.5), () => c.get(), () => t.get({ name: 1 }),
                            () => t.get(5), () => t.get({ comm: 'x'.repeat(17) }), () => t.get({ comm: 5 }),
                            () => p.set(0, [1]), () => new BPF({ text: 3 }), () => b.attachKprobe({ fnName: 'f' }),
                            () => b.attach({ probe: 'x', fnName: 'f' }), () => BPF.kprobeFunctions('('), () => sleep('x'),
                            () => { b.close(); c.get(1); }]) {
                            try { wrong(); } catch (e) { console.log(`${e}`); }
                        }
                        """);
        assertThat(ended.err()).isEqualTo("target closed\n");
        assertThat(ended.out()).isEqualTo("""
                        [ 3, 4 ] 1 [ { pid: 1, comm: 'caf\u00e9' } ]
                        ProbeError: cannot open a table: there is no map named 'nope'
                        TypeError: 'x' is not an integer
                        TypeError: 1.5 is not an integer
                        TypeError: undefined is not an integer
                        TypeError: the struct has no field 'name', only pid, comm
                        TypeError: 5 is not an object with a struct's fields
                        RangeError: 'xxxxxxxxxxxxxxxxx' does not fit into 16 bytes
                        TypeError: a C array of char must be a string, not 5
                        RangeError: 1 values for 2 CPUs
                        TypeError: text must be a string, not 3
                        TypeError: event must be a string, not undefined
                        ProbeError: Failed to attach: 'x' is not the name of a probe: there is no kind of probe named 'x'
                        ProbeError: '(' is not a regular expression: Unclosed group
                        TypeError: cannot sleep for 'x' seconds
                        ProbeError: cannot look up in counts: it has been closed
                        """);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            INT  | for (const line of b.trace()) ;                                           |   0 | after
            INT  | b.tracePrint()                                                            |   0 | after
            INT  | for (;;) sleep(1)                                                         | 130 | ''
            INT  | for (;;) ;                                                                | 130 | ''
            INT  | process.on('SIGINT', () => process.exit(5)); for (;;) sleep(1)            |   5 | ''
            INT  | setInterval(() => {}, 1000)                                               | 130 | after
            TERM | for (;;) sleep(1)                                                         | 143 | ''
            """)
    void signals_end_a_script_whatever_it_does_and_the_target_is_closed(
            String signal, String code, int exit, String out) throws Exception {
        try (var process = start("kernel", 0, LOAD + "console.log('ready');\n" + code + "\nconsole.log('after');")) {
            assertThat(process.line()).isEqualTo("ready");
            process.signal(signal);
            var ended = process.end();
            assertThat(ended.code()).as(ended.err()).isEqualTo(exit);
            assertThat(ended.out().strip()).isEqualTo(out);
            assertThat(ended.err()).endsWith("target closed\n");
        }
    }

    @Test
    void a_reader_that_goes_away_ends_the_script_quietly() throws Exception {
        try (var process = start("kernel", 1_000_000, LOAD + "b.tracePrint()")) {
            assertThat(process.line()).contains("Hello");
            process.closeOutput();
            var ended = process.end();
            assertThat(ended.err()).isEqualTo("target closed\n");
            assertThat(ended.code()).isEqualTo(141);
        }
    }

    @Test
    void symbols_have_names_and_addresses() throws Exception {
        var ended = run("kernel", 0, """
                import { BPF } from 'bcc';
                const start = BPF.ksymname('vfs_read');
                console.log(start === 0xffffffff81000000n, BPF.ksymname('vfs_raed'));
                console.log(BPF.ksym(start + 26n, { showModule: true, showOffset: true }), BPF.ksym(0));
                console.log(BPF.sym(0x1001, 1), BPF.sym(0x1001n, 1, { demangle: false }));
                console.log(BPF.findLibrary('c').startsWith('/'), BPF.findLibrary('no-such-library'));
                console.log(BPF.userFunctions('/bin/bash', /xmal+oc$/).every(({ address }) => address > 0));
                """);
        assertThat(ended.out()).isEqualTo("""
                true undefined
                vfs_read+0x1a [kernel] [unknown]
                work(int, char const*) _Z4workiPKc
                true undefined
                true
                """);
    }

    @Test
    void stacks_are_walked_to_their_end() throws Exception {
        var ended = run("kernel", 0, LOAD + """
                const stacks = b.table('stacks');
                stacks.set(3, { ip: [0xffffffff8100001an, 0x1000] });
                console.log(stacks.walk(3).map(address => BPF.ksym(address, { showOffset: true })), stacks.walk(-14));
                """);
        assertThat(ended.out()).isEqualTo("[ 'vfs_read+0x1a', '[unknown]' ] undefined\n");
    }

    @Test
    void a_pattern_is_one_link_that_functions_can_leave() throws Exception {
        var ended = run("vm", 0, """
                import { BPF } from 'bcc'
                const b = new BPF({ text: 'f' })
                b.attachKprobe({ pattern: /vfs_/, fnName: 'f' })
                console.log(b.attached('kprobe').join())
                console.log(b.detach('kprobe:vfs_read'), b.detach('kprobe:vfs_read'), b.attached('kprobe').join())
                console.log(b.detach('kprobe:vfs_write'), b.attached('kprobe').length)
                try {
                    b.attachKretprobe({ pattern: 'none', fnName: 'f' })
                } catch (e) {
                    console.log(e.message)
                }
                """);
        assertThat(ended.out()).isEqualTo("""
                vfs_read,vfs_write
                true false vfs_write
                true 0
                There is no kernel function that matches none
                """);
    }
}
