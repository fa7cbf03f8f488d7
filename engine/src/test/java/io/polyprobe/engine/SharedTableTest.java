package io.polyprobe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.dialect.CSource;
import io.polyprobe.object.MapType;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Program.TestInput;
import io.polyprobe.target.Target;
import io.polyprobe.target.map.Place;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that several programs use, as their C declares it. */
@ParameterizedClass
@EnumSource(Place.class)
class SharedTableTest {
    private static final String COUNT = """
            int count(struct __sk_buff *skb) { int key = 1; counts.increment(key); return 0; }
            int read(struct __sk_buff *skb) { int key = 1; u64 *v = counts.lookup(&key); return v ? *v : -1; }
            """;

    /** Which of them it is, the suite is told. */
    @Parameter
    Place place = Place.VM;

    private Target target;

    @BeforeEach
    void open() {
        target = place.open();
    }

    @AfterEach
    void close() {
        target.close();
    }

    private Bpf load(String table) throws InterruptedException {
        return Bpf.compile(target, CSource.of("shared.c", table + ";\n" + COUNT), SharedTableTest::ignore);
    }

    private static int run(Bpf bpf, String function) {
        return bpf.program(function, ProgramType.SCHED_CLS)
                .test(new TestInput(new byte[64], null, 1))
                .returnValue();
    }

    @Test
    void oneProgramReadsWhatAnotherCounts() throws Exception {
        try (var owner = load("BPF_TABLE_PUBLIC(\"array\", int, u64, counts, 4)");
                var user = load("BPF_TABLE(\"extern\", int, u64, counts, 4)")) {
            assertThat(user.map("counts").spec().type()).isEqualTo(MapType.ARRAY);
            run(owner, "count");
            run(user, "count");
            assertThat(run(user, "read")).isEqualTo(2);
            assertThat(run(owner, "read")).isEqualTo(2);
            assertThat(user.map("counts").lookup(new byte[] {1, 0, 0, 0})).startsWith(2);
        }
    }

    @Test
    void aPublicTableOutlivesTheProgramThatDeclaresIt() throws Exception {
        try (var owner = load("BPF_TABLE_PUBLIC(\"hash\", int, u64, counts, 4)")) {
            run(owner, "count");
        }
        try (var user = load("BPF_TABLE(\"extern\", int, u64, counts, 4)")) {
            assertThat(run(user, "read")).isEqualTo(1);
        }
    }

    @Test
    void anotherProgramsTableHasToBeThereAndAlike() throws Exception {
        assertThatThrownBy(() -> load("BPF_TABLE(\"extern\", int, u64, counts, 4)"))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("no program has a public table 'counts'");
        try (var owner = load("BPF_TABLE_PUBLIC(\"array\", int, u64, counts, 4)")) {
            assertThat(owner.object().maps()).containsKey("counts");
            assertThatThrownBy(() -> load("BPF_TABLE(\"extern\", int, u32, counts, 4)"))
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("keys of 4 and values of 8 bytes, not of 4 and 4");
        }
    }

    @Test
    void aTableOfOnesOwnIsNobodyElses() throws Exception {
        try (var one = load("BPF_TABLE_SHARED(\"array\", int, u64, counts, 4)");
                var other = load("BPF_TABLE(\"array\", int, u64, counts, 4)")) {
            run(one, "count");
            assertThat(run(other, "read")).isZero();
        }
    }

    private static void ignore(Diagnostic diagnostic) {
        assertThat(diagnostic.message()).isNotBlank();
    }
}
