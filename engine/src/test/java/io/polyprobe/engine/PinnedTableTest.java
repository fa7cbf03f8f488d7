package io.polyprobe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.dialect.CSource;
import io.polyprobe.linux.KernelTarget;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Program.TestInput;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that a file in any bpffs of this machine's kernel keeps. */
class PinnedTableTest {
    private static final String COUNT = """
            int count(struct __sk_buff *skb) { int key = 1; counts.increment(key); return 0; }
            int read(struct __sk_buff *skb) { int key = 1; u64 *v = counts.lookup(&key); return v ? *v : -1; }
            """;

    private KernelTarget kernel;

    @BeforeEach
    void open() {
        kernel = KernelTarget.open(PinnedTableTest::ignore);
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    private Bpf load(String table) throws InterruptedException {
        return Bpf.compile(kernel, CSource.of("shared.c", table + ";\n" + COUNT), PinnedTableTest::ignore);
    }

    private static int run(Bpf bpf, String function) {
        return bpf.program(function, ProgramType.SCHED_CLS)
                .test(new TestInput(new byte[64], null, 1))
                .returnValue();
    }

    @Test
    void aPinnedTableIsKeptByAFile(@TempDir Path directory) throws Exception {
        call("mount", "-t", "bpf", "bpf", directory.toString());
        try {
            var file = directory.resolve("counts");
            var table = "BPF_TABLE_PINNED(\"hash\", int, u64, counts, 4, \"%s\")".formatted(file);
            try (var first = load(table)) {
                run(first, "count");
                assertThat(file).exists();
            }
            try (var second = load(table)) {
                run(second, "count");
                assertThat(run(second, "read")).isEqualTo(2);
            }
            assertThatThrownBy(() -> load(table.replace("hash", "array")))
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("is a map of type HASH, not ARRAY");
            Files.delete(file);
        } finally {
            call("umount", directory.toString());
        }
        assertThatThrownBy(() -> load(
                        "BPF_TABLE_PINNED(\"hash\", int, u64, counts, 4, \"%s\")".formatted(directory.resolve("x"))))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("cannot pin the map 'counts'");
    }

    private static void call(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private static void ignore(Diagnostic diagnostic) {
        assertThat(diagnostic.message()).isNotBlank();
    }
}
