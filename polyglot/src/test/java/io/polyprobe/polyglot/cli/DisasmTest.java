package io.polyprobe.polyglot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DisasmTest {
    private static final String PYTHON = """
            import sys, time
            from bcc import BPF
            print("said on stdout")
            b = BPF(text='''
            BPF_HASH(counts, u32);
            int count(void *ctx) {
                u32 key = %s;
                counts.increment(key);
                return 0;
            }
            int other(void *ctx) { return 2; }
            ''' % sys.argv[1])
            b.attach_kprobe(event="do_sys_openat2", fn_name="count")
            b.attach_tracepoint(tp="sched:sched_process_exec", fn_name="other")
            while True:
                try:
                    time.sleep(1)
                except KeyboardInterrupt:
                    break
            """;

    @TempDir
    private Path folder;

    private ScriptProcess.Ended disasm(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Disasm.NAME, "--target", "vm"));
        command.addAll(List.of(arguments));
        try (var process = ScriptProcess.start(folder, Main.class, command)) {
            return process.end();
        }
    }

    @Test
    void aScriptShowsWhatItLoadsAndIsNotLeftWaiting() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("s.py"), PYTHON);
        var ended = disasm("s.py", "--", "-7");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains(
                        "program count, section fn/count, kprobe, ",
                        "; counts.increment(key); // s.py:8",
                        "  ; map counts\n",
                        "program other, section fn/other, tracepoint, 2 instructions\nother:\n")
                .doesNotContain("said on stdout", "lreturn");
        assertThat(ended.err()).contains("said on stdout");
    }

    @Test
    void theClassOfOneProgramIsShownOnRequest() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("s.js"), """
                import { BPF } from 'bcc'
                const b = new BPF({ text: `int kprobe__do_sys_openat2(void *ctx) { return 2; }
                    int other() { return 1; }` })
                for (const line of b.trace()) {}
                """);
        var ended = disasm("s.js", "--jvm", "--prog", "kprobe__do_sys_openat2");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("   1: exit\n", "    ; 1: exit\n", "        lreturn\n")
                .doesNotContain("other");
    }

    @Test
    void aFilterInClassicBpfIsShownAsItIsAndTranslated() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("ipv4.txt"), "4\n40 0 0 12\n21 0 1 2048\n6 0 0 262144\n6 0 0 0\n");
        var ended = disasm("ipv4.txt");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).startsWith("""
                (000) ldh      [12]
                (001) jeq      #0x800           jt 2	jf 3
                (002) ret      #262144
                (003) ret      #0

                program filter, section socket, socket_filter,\
                """).contains("   3: r0 = *(u16 *)skb[12]\n");
    }

    @Test
    void aProgramThatIsNotThereIsAnErrorThatNamesThoseWhichAre() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("s.py"), PYTHON);
        var ended = disasm("--prog", "cuont", "s.py", "1");
        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("there is no program 'cuont' in s.py", "It has: count, other.");
    }

    @Test
    void whatIsNoScriptAndNoObjectIsAnErrorOfTheCommandLine() throws IOException, InterruptedException {
        for (String name : List.of("missing.o", ".")) {
            var ended = disasm(name);
            assertThat(ended.code()).as(ended.err()).isEqualTo(2);
            assertThat(ended.err()).contains(name).doesNotContain("\tat ");
        }
        Files.write(folder.resolve("broken.o"), new byte[] {0x7f, 'E', 'L', 'F', 0, 0});
        assertThat(disasm("broken.o").err()).contains("broken.o").doesNotContain("\tat ");
    }
}
