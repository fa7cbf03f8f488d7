package io.polyprobe.vm.jit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.FaultException;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.interpreter.Machine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the JIT knows beforehand of registers. */
class BindingTest {
    /** Tells which of its arguments were known: a decimal digit for each register. */
    private record Teller(long known) implements Helper {
        @Override
        public long call(Invocation call, long r1, long r2, long r3, long r4, long r5) {
            return known;
        }

        @Override
        public Helper withArgument(int register, long value) {
            return new Teller(known * 10 + (value == 7 ? register : 0));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            r1 = 7; r3 = 7; call 1                                  | 13
            r1 = 3; r1 += 4; r2 = r1; call 1                        | 12
            r5 = 7 ll; call 1; r0 += 0; call 1                      | 0
            r6 = 7; call 1; r1 = r6; call 1                         | 1
            r1 = r10; r1 -= r10; r1 += 7; call 1                    | 0
            r1 = 7; if r0 != 1 goto +0; call 1                      | 0
            w1 = 7; r2 = 7; r2 = *(u8 *)(r10 - 8); call 1           | 0
            r2 = 7; r2 = atomic_fetch_add((u64 *)(r10 - 8), r2); call 1 | 0
            """)
    void aHelperIsToldWhatIsAlwaysTheSame(String program, long known) {
        try (var machine = new Machine(100, new Jit(0)).with(1, new Teller(0))) {
            assertThat(machine.run(program.replace("; ", "\n") + "\nexit", 0)).isEqualTo(known);
        }
    }

    /** Tells how much room its first argument was said to have. */
    private record Room(long known) implements Helper {
        @Override
        public long call(Invocation call, long r1, long r2, long r3, long r4, long r5) {
            return known;
        }

        @Override
        public Helper withRoom(int register, long bytes) {
            return register == 1 ? new Room(bytes) : this;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            r1 = r10; r1 += -16; call 1                             | 16
            r1 = r10; r1 += -512; call 1                            | 512
            r1 = r10; r1 += -520; call 1                            | -1
            r1 = r10; r1 += 8; call 1                               | -8
            r1 = r10; r1 += -8; if r0 != 1 goto +0; call 1          | -1
            r1 = 16; call 1                                         | -1
            """)
    void aHelperIsToldHowMuchOfTheFrameItsArgumentHas(String program, long room) {
        try (var machine = new Machine(100, new Jit(0)).with(1, new Room(-1))) {
            assertThat(machine.run(program.replace("; ", "\n") + "\nexit", 0)).isEqualTo(room);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"r1 = r10\nr1 += -520", "r1 = r10\nr1 += -4", "r1 = r10\nr1 += -8\nr1 += 1"})
    void aKnownPlaceOutsideTheFrameIsNoPlace(String pointer) {
        try (var machine = new Machine(100, new Jit(0))) {
            assertThatThrownBy(() -> machine.run(pointer + "\nr0 = *(u64 *)(r1 + 0)\nexit", 0))
                    .isInstanceOf(FaultException.class)
                    .hasMessageContaining("only the stack of frame 0");
        }
    }

    @Test
    void aKnownPlaceInTheFrameNeedsNoCheck() {
        try (var machine = new Machine(100, new Jit(0))) {
            var code = machine.code("frame", "r1 = r10\nr1 += -16\n*(u64 *)(r1 + 8) = 5\nr0 = *(u32 *)(r1 + 8)\nexit");
            var writer = new ProgramWriter(code);
            writer.write();
            assertThat(writer.classData().get(1)).isEqualTo(new Object[0]);
            assertThat(machine.run(code, 0)).isEqualTo(5);
        }
    }
}
