package io.polyprobe.usdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.TestClang;
import io.polyprobe.diag.AttachException;
import io.polyprobe.diag.ObjectException;
import io.polyprobe.dialect.CSource;
import io.polyprobe.engine.Bpf;
import io.polyprobe.linux.KernelTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Probes of a program that is made for it. */
class UsdtTest {
    private static final CSource SCRIPT = CSource.of("usdt.c", """
            struct seen { s64 number, wide, constant, indexed, global, enabled; };
            BPF_ARRAY(seen, struct seen, 2);
            BPF_ARRAY(calls, u32, 1);
            int on_work(struct pt_regs *ctx) {
                struct seen now = {};
                int number = 0;
                u64 wide = 0;
                u32 constant = 0, indexed = 0, global = 0, zero = 0;
                u16 enabled = 0;
                bpf_usdt_readarg(1, ctx, &number);
                bpf_usdt_readarg(2, ctx, &wide);
                bpf_usdt_readarg(3, ctx, &constant);
                bpf_usdt_readarg(4, ctx, &indexed);
                bpf_usdt_readarg(5, ctx, &global);
                bpf_usdt_readarg(6, ctx, &enabled);
                now.number = number;
                now.wide = wide;
                now.constant = constant;
                now.indexed = indexed;
                now.global = global;
                now.enabled = enabled;
                u32 *call = calls.lookup(&zero);
                if (call) {
                    u32 key = (*call)++;
                    seen.update(&key, &now);
                }
                return 0;
            }
            """);

    @TempDir
    private static Path directory;

    private static Path program;

    private Process process;

    @BeforeAll
    static void assemble() throws IOException {
        program = directory.resolve("probes");
        try (var source = Objects.requireNonNull(UsdtTest.class.getResourceAsStream("probes.s"))) {
            TestClang.program(new String(source.readAllBytes(), StandardCharsets.UTF_8), program);
        }
    }

    @BeforeEach
    void start() throws IOException {
        process = new ProcessBuilder(program.toString()).start();
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    private int pid() {
        return (int) process.pid();
    }

    @Test
    void aFilesProbesAreListed() {
        var probes = Usdt.forPath(program.toString()).probes();
        assertThat(probes).extracting(UsdtProbe::fullName).containsExactly("test:work", "test:idle");
        var work = probes.getFirst();
        assertThat(work.locations()).hasSize(2).allSatisfy(location -> {
            assertThat(location.path()).isEqualTo(program);
            assertThat(location.semaphore()).isNotZero();
            assertThat(location.arguments()).hasSize(6);
        });
        assertThat(work.argumentCount()).isEqualTo(6);
        assertThat(work.argumentType(0)).isEqualTo("int32_t");
        assertThat(work.argumentType(1)).isEqualTo("uint64_t");
        assertThat(work.argumentType(5)).isEqualTo("uint16_t");
    }

    @Test
    void aProcesssProbesAreThoseOfAllItsFiles() {
        assertThat(Usdt.forPid(pid()).probes()).extracting(UsdtProbe::fullName).contains("test:work", "test:idle");
        assertThat(Usdt.forPid(pid(), program.toString()).probes()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void argumentsAreReadAtEachLocationAndTheSemaphoreIsRaised(boolean oneProcess) throws Exception {
        var usdt = oneProcess ? Usdt.forPid(pid()) : Usdt.forPath(program.toString());
        usdt.enable("test:work", "on_work");
        try (var target = KernelTarget.open(note -> {});
                var bpf = Bpf.compile(target, SCRIPT.withPrologue(usdt.text()), warning -> {})) {
            assertThat(usdt.attachments()).hasSize(2);
            usdt.attachments().forEach(to -> bpf.attach(to.function(), to.probe()));

            assertThat(finish()).as("semaphore").isPositive();

            assertThat(seen(bpf, 0)).containsExactly(-5, 0x123456789abL, 7, 20, 30, process.exitValue());
            assertThat(seen(bpf, 1)).containsExactly(-6, 0x123456789abL, 8, 30, 40, process.exitValue());
        }
    }

    @Test
    void nobodyListensBeforeAndAfter() throws Exception {
        var usdt = Usdt.forPid(pid());
        usdt.enable("work", "on_work");
        try (var target = KernelTarget.open(note -> {});
                var bpf = Bpf.compile(target, SCRIPT.withPrologue(usdt.text()), warning -> {})) {
            usdt.attachments().forEach(to -> bpf.attach(to.function(), to.probe()));
        }
        assertThat(finish()).isZero();
    }

    /** Lets the program go on to its end, and gives what it ends with: the semaphore. */
    private int finish() throws Exception {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return process.waitFor();
    }

    private static long[] seen(Bpf bpf, int call) {
        byte[] key = ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(call)
                .array();
        var value = ByteBuffer.wrap(Objects.requireNonNull(bpf.map("seen").lookup(key)))
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
        long[] fields = new long[value.remaining()];
        value.get(fields);
        return fields;
    }

    @Test
    void whatIsNotThereIsExplained() {
        var usdt = Usdt.forPath(program.toString());
        assertThatThrownBy(() -> usdt.enable("test:wurk", "f")).isInstanceOfSatisfying(AttachException.class, e -> {
            assertThat(e).hasMessageContaining("there is no USDT probe 'test:wurk'");
            assertThat(e.diagnostics().getFirst().hints()).containsExactly("Did you mean test:work?");
        });
        assertThatThrownBy(() -> Usdt.forPath("no_such_library"))
                .isInstanceOf(AttachException.class)
                .hasMessageContaining("there is no library or program named 'no_such_library'");
        assertThatThrownBy(() -> Usdt.forPath("/etc/passwd"))
                .isInstanceOf(ObjectException.class)
                .hasMessageContaining("no ELF file");
    }
}
