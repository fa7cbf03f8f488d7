package io.polyprobe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.dialect.CSource;
import io.polyprobe.linux.KernelTarget;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the golden texts of the dialect become is what this machine's kernel takes. */
class DialectLoadTest {
    private static KernelTarget kernel;

    @BeforeAll
    static void open() {
        kernel = KernelTarget.open(DialectLoadTest::ignore);
    }

    @AfterAll
    static void close() {
        kernel.close();
    }

    @ParameterizedTest
    @CsvSource({
        "events, structs, KPROBE",
        "events, others, TRACEPOINT",
        "events, buffers, PERF_EVENT",
        "events, packet, SCHED_CLS",
        "events, macros, KPROBE",
        "tables, tables, KPROBE",
        "tables, redirect, XDP",
        "tables, established, SOCK_OPS",
        "tables, message, SK_MSG",
        "tables, egress, CGROUP_SKB",
        "packets, filter, SOCKET_FILTER",
        "packets, filter, SCHED_CLS",
        "packets, rewrite, SCHED_CLS",
        "packets, express, XDP",
        "typed, raw_tracepoint__sched_switch, RAW_TRACEPOINT",
    })
    void theKernelTakes(String text, String function, ProgramType type) throws Exception {
        try (Bpf bpf = Bpf.compile(kernel, CSource.of(text + ".c", golden(text)), DialectLoadTest::ignore)) {
            Program program = bpf.program(function, type);
            assertThat(program.name()).isEqualTo(function);
        }
    }

    private static String golden(String name) throws IOException {
        try (var in = CSource.class.getResourceAsStream("golden/" + name + ".c")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void ignore(Diagnostic diagnostic) {
        assertThat(diagnostic.message()).isNotBlank();
    }
}
