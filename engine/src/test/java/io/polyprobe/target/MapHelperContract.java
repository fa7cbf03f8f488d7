package io.polyprobe.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.TestClang;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.ObjectReader;
import io.polyprobe.object.ObjectSpec;
import io.polyprobe.object.ProgramType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What programs and user space do together with one map, on every target. */
public abstract class MapHelperContract {
    private static final int PUSH = 0;
    private static final int PEEK = 1;
    private static final int POP = 2;

    private static ObjectSpec spec;

    private Target target;
    private LoadedObject object;

    /** The target under test; closed after each test. */
    protected abstract Target open();

    @BeforeAll
    static void compile() throws IOException {
        try (var source = Objects.requireNonNull(MapHelperContract.class.getResourceAsStream("maps.c"))) {
            spec = ObjectReader.read(
                    "maps.o", TestClang.object(new String(source.readAllBytes(), StandardCharsets.UTF_8)));
        }
    }

    @BeforeEach
    void openTarget() {
        target = open();
        object = target.load(spec);
    }

    @AfterEach
    void closeTarget() {
        target.close();
    }

    @ParameterizedTest
    @CsvSource({"use_queue, queue, 1, 2", "use_stack, stack, 2, 1"})
    void programsPushAndPop(String program, String map, int first, int second) {
        assertThat(run(program, POP, 0)).isEqualTo(-2); // ENOENT
        assertThat(run(program, PUSH, 1)).isEqualTo(1);
        assertThat(run(program, PUSH, 2)).isEqualTo(2);
        assertThat(run(program, PUSH, 3)).isEqualTo(-7); // E2BIG
        assertThat(run(program, PEEK, 0)).isEqualTo(first);
        assertThat(run(program, POP, 0)).isEqualTo(first);
        assertThat(map(map).lookupAndDelete(new byte[0])).isEqualTo(bytes(8, second));
        assertThat(run(program, PEEK, 0)).isEqualTo(-2);
    }

    @Test
    void aProgramGoesOnInAnother() {
        BpfMap programs = map("programs");
        assertThat(run("first", 2, 5)).isEqualTo(-1);
        programs.update(bytes(4, 2), bytes(4, program("second").fd()), 0);
        assertThat(run("first", 2, 5)).isEqualTo(105);
        assertThat(run("first", 1, 5)).isEqualTo(-1);
        assertThat(run("first", 4, 5)).isEqualTo(-1);
        assertThat(programs.lookup(bytes(4, 2))).isNotNull();
        assertThat(programs.delete(bytes(4, 2))).isTrue();
        assertThat(programs.delete(bytes(4, 2))).isFalse();
        assertThat(programs.lookup(bytes(4, 2))).isNull();
        assertThat(run("first", 2, 5)).isEqualTo(-1);
    }

    @Test
    void aProgramThatCallsItselfEndsAfter33Calls() {
        map("programs").update(bytes(4, 0), bytes(4, program("first").fd()), 0);
        assertThat(run("first", 0, 0)).isEqualTo(-1);
    }

    @Test
    void whatIsNoProgramOrHasNoPlaceIsRefused() {
        BpfMap programs = map("programs");
        refused(() -> programs.update(bytes(4, 1), bytes(4, 1_000_000), 0), "EBADF");
        refused(() -> programs.update(bytes(4, 9), bytes(4, program("second").fd()), 0), "E2BIG");
        refused(() -> programs.update(bytes(4, 1), bytes(4, program("second").fd()), 1), "EINVAL");
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable use, String why) {
        assertThatThrownBy(use)
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("'programs'")
                .hasMessageContaining(why);
    }

    @Test
    void keysOfAnArrayOfProgramsAreItsIndices() {
        BpfMap programs = map("programs");
        assertThat(programs.nextKey(null)).isEqualTo(bytes(4, 0));
        assertThat(programs.nextKey(bytes(4, 3))).isNull();
        assertThat(List.of(map("queue").fd(), map("stack").fd(), programs.fd())).doesNotHaveDuplicates();
    }

    private BpfMap map(String name) {
        return Objects.requireNonNull(object.maps().get(name));
    }

    private Program program(String name) {
        return object.program(name, ProgramType.RAW_TRACEPOINT);
    }

    private int run(String program, long first, long second) {
        byte[] context = ByteBuffer.allocate(16)
                .order(ByteOrder.nativeOrder())
                .putLong(first)
                .putLong(second)
                .array();
        return program(program).test(new Program.TestInput(null, context, 0)).returnValue();
    }

    private static byte[] bytes(int size, long number) {
        var bytes = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        return (size == 4 ? bytes.putInt((int) number) : bytes.putLong(number)).array();
    }
}
