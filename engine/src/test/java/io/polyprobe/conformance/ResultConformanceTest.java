package io.polyprobe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.isa.Instruction;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Program.TestInput;
import io.polyprobe.verifier.Proof;
import io.polyprobe.verifier.Vouched;
import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.interpreter.Compiler;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Helpers;
import io.polyprobe.vm.interpreter.Interpreter;
import io.polyprobe.vm.jit.Jit;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same instructions give the same results here and in Linux, for all pairs of inputs at the edges. */
class ResultConformanceTest {
    private static final long[] EDGES = {
        0,
        1,
        -1,
        2,
        7,
        -7,
        31,
        32,
        33,
        63,
        64,
        65,
        0x7f,
        0x80,
        0x7fff,
        0x8000,
        0x7fff_ffffL,
        0x8000_0000L,
        0xffff_ffffL,
        0x1_0000_0000L,
        0xffff_ffff_8000_0000L,
        0xffff_ffff_0000_0000L,
        0x0123_4567_89ab_cdefL,
        0xfedc_ba98_7654_3210L,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private static final List<Batch> BATCHES = Batch.of(Cases.all());
    private static final Recording RECORDING = new Recording("results.txt");

    /** Runs one program on one packet. */
    private interface Engine {
        byte[] run(byte[] packet);
    }

    /** What runs programs here. */
    enum Ours {
        INTERPRETER,
        CHECKED_JIT,
        UNCHECKED_JIT;

        private Compiler compiler() {
            return switch (this) {
                case INTERPRETER -> Compiler.NONE;
                case CHECKED_JIT, UNCHECKED_JIT -> new Jit(0);
            };
        }

        private <T> T run(Batch batch, Function<Engine, T> use) {
            var memory = new Memory();
            try (var arena = Arena.ofConfined();
                    var interpreter = new Interpreter(memory, Interpreter.DEFAULT_BUDGET, compiler())) {
                byte[] empty = Batch.packet(0, 0);
                MemorySegment segment = arena.allocate(empty.length, 8);
                long address = memory.map("packet", segment, Access.READ_WRITE).address();
                List<Instruction> plain = batch.plain();
                int slots = plain.stream().mapToInt(Instruction::slots).sum();
                Proof proof = this == UNCHECKED_JIT ? Vouched.forAll(slots) : Proof.NONE;
                Code code = Code.of("batch", plain, List.of(), List.of(), new NoHelpers(), proof);
                return use.apply(packet -> {
                    segment.copyFrom(MemorySegment.ofArray(packet));
                    interpreter.run(code, address);
                    return segment.toArray(ValueLayout.JAVA_BYTE);
                });
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachEngineComputesWhatLinuxDid(Ours ours) {
        var lines = new ArrayList<String>();
        for (Batch batch : BATCHES) {
            lines.addAll(ours.run(batch, engine -> digests(batch, engine)));
        }
        if (!Recording.isWanted()) {
            List<String> recorded = RECORDING.lines();
            assertThat(lines).hasSameSizeAs(recorded);
            assertThat(lines.stream().filter(line -> !recorded.contains(line))).isEmpty();
        }
    }

    @Test
    void eachEngineComputesWhatThisLinuxDoes() {
        if (!Linux.isUsable()) {
            // The recording stands in, in the test above.
            assertThat(RECORDING.lines()).isNotEmpty();
            return;
        }
        var lines = new ArrayList<String>();
        for (Batch batch : BATCHES) {
            try (var program = Linux.load(ProgramType.XDP, batch.forLinux())) {
                Engine linux =
                        packet -> program.test(new TestInput(packet, null, 1)).data();
                for (Ours ours : Ours.values()) {
                    List<String> differences = ours.run(batch, engine -> differences(batch, engine, linux));
                    assertThat(differences).as(ours.name()).isEmpty();
                }
                lines.addAll(digests(batch, linux));
            }
        }
        if (Recording.isWanted()) {
            RECORDING.write(lines);
        }
    }

    private static List<String> differences(Batch batch, Engine ours, Engine linux) {
        Map<String, String> first = new TreeMap<>();
        for (long a : EDGES) {
            for (long b : EDGES) {
                byte[] packet = Batch.packet(a, b);
                List<List<Long>> actual = batch.results(ours.run(packet));
                List<List<Long>> expected = batch.results(linux.run(packet));
                for (int i = 0; i < actual.size(); i++) {
                    if (!actual.get(i).equals(expected.get(i))) {
                        first.putIfAbsent(
                                batch.cases().get(i).name(),
                                "of 0x%x and 0x%x: %s, but Linux %s"
                                        .formatted(a, b, hex(actual.get(i)), hex(expected.get(i))));
                    }
                }
            }
        }
        return first.entrySet().stream().map(Object::toString).toList();
    }

    private static List<String> hex(List<Long> values) {
        return values.stream().map(Long::toHexString).toList();
    }

    /** For each case its name and one number that stands for its results of all inputs. */
    private static List<String> digests(Batch batch, Engine engine) {
        long[] digests = new long[batch.cases().size()];
        for (long a : EDGES) {
            for (long b : EDGES) {
                List<List<Long>> results = batch.results(engine.run(Batch.packet(a, b)));
                for (int i = 0; i < digests.length; i++) {
                    for (long result : results.get(i)) {
                        // FNV-1a, a word at a time, with the high bits folded in.
                        digests[i] = (digests[i] ^ result ^ (result >>> 29)) * 0x100_0000_01b3L;
                    }
                }
            }
        }
        var lines = new ArrayList<String>();
        for (int i = 0; i < digests.length; i++) {
            lines.add("%016x %s".formatted(digests[i], batch.cases().get(i).name()));
        }
        return lines;
    }

    private static final class NoHelpers implements Helpers {
        @Override
        public @Nullable Helper helper(int id) {
            return null;
        }

        @Override
        public String name(int id) {
            return "none";
        }
    }
}
