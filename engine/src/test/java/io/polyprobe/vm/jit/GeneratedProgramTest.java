package io.polyprobe.vm.jit;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.diag.FaultException;
import io.polyprobe.vm.interpreter.Compiler;
import io.polyprobe.vm.interpreter.Machine;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs made by chance, most of which no verifier accepts, do the same interpreted and compiled. */
class GeneratedProgramTest {
    private static final int PROGRAMS = 150;
    private static final int BYTES = 64;
    private static final int BUDGET = 2_000;
    private static final List<String> OPERATIONS =
            List.of("+=", "-=", "*=", "/=", "s/=", "|=", "&=", "<<=", ">>=", "%=", "s%=", "^=", "=", "s>>=");
    private static final List<String> CONDITIONS =
            List.of("==", ">", ">=", "&", "!=", "s>", "s>=", "<", "<=", "s<", "s<=");
    private static final List<Integer> SIZES = List.of(8, 16, 32, 64);

    /** What a run leaves behind: its result or its fault, and memory. */
    private record Outcome(String result, List<Byte> memory) {}

    /** The same for all runs, since programs compute with its address. */
    private final Arena arena = Arena.ofConfined();

    private final MemorySegment memory = arena.allocate(BYTES, 8);

    @AfterEach
    void close() {
        arena.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void doTheSame(long seed) {
        var random = new Random(seed);
        int ended = 0;
        for (int i = 0; i < PROGRAMS; i++) {
            String program = program(random);
            Outcome expected = run(program, Compiler.NONE);
            assertThat(run(program, new Jit(0))).as(program).isEqualTo(expected);
            ended += expected.result().startsWith("r0") ? 1 : 0;
        }
        // Neither all of them fault nor none does.
        assertThat(ended).isBetween(PROGRAMS / 10, PROGRAMS * 9 / 10);
    }

    private Outcome run(String program, Compiler compiler) {
        try (var machine = new Machine(BUDGET, compiler)) {
            Region region = machine.memory().map("memory", memory, Access.READ_WRITE);
            for (int i = 0; i < BYTES; i++) {
                region.segment().set(ValueLayout.JAVA_BYTE, i, (byte) (i * 37));
            }
            String result;
            try {
                result = "r0 " + Long.toHexString(machine.run(program, region.address()));
            } catch (FaultException e) {
                var diagnostic = e.diagnostics().getFirst();
                boolean exhausted = diagnostic.message().contains("budget");
                // Compiled code counts by blocks, so it may stop a few instructions away.
                result = exhausted ? "exhausted" : anonymous(diagnostic.toString());
                if (exhausted) {
                    return new Outcome(result, List.of());
                }
            }
            return new Outcome(result, bytes(region));
        }
    }

    /** Where stacks lie differs from machine to machine, and so what is near. */
    private static String anonymous(String text) {
        return text.replaceAll("0x[0-9a-f]{9,16}", "0x…").replaceAll("only .* is near|nothing is there", "…");
    }

    private static List<Byte> bytes(Region region) {
        var bytes = new ArrayList<Byte>();
        for (byte each : region.segment().toArray(ValueLayout.JAVA_BYTE)) {
            bytes.add(each);
        }
        return bytes;
    }

    /** Some blocks of instructions that jump to one another, and a function that each may call. */
    private static String program(Random random) {
        int blocks = 2 + random.nextInt(5);
        var text = new StringBuilder("r6 = r1\nr0 = 1\nr2 = 2\nr3 = -3\nr4 = 4\nr5 = 5\nr7 = 7\nr8 = 8\nr9 = 9\n");
        for (int block = 0; block < blocks; block++) {
            text.append("block%d:\n".formatted(block));
            for (int i = random.nextInt(8); i >= 0; i--) {
                text.append(instruction(random)).append('\n');
            }
            if (random.nextInt(3) > 0) {
                text.append(jump(random, random.nextInt(blocks))).append('\n');
            }
        }
        return text + """
                exit
                f:
                r6 = r1
                r7 = r2
                *(u64 *)(r10 - 512) = r6
                r0 = *(u32 *)(r10 - 508)
                %s
                %s
                exit
                """.formatted(instruction(random), instruction(random));
    }

    private static String instruction(Random random) {
        String w = random.nextInt(3) == 0 ? "w" : "r";
        int dst = random.nextInt(10);
        int src = random.nextInt(10);
        int size = SIZES.get(random.nextInt(4));
        // r6 points to the memory until an instruction changes it; most do not.
        int to = dst == 6 && random.nextInt(4) > 0 ? 7 : dst;
        int offset = random.nextInt(BYTES / 8) * 8 + (random.nextInt(20) == 0 ? BYTES - 4 : 0);
        String place = random.nextBoolean() ? "r6 + " + offset : "r10 - " + (8 + offset);
        String part = size == 64 ? "r" : "w";
        return switch (random.nextInt(12)) {
            case 0, 1, 2 -> "%s%d %s %s%d".formatted(w, to, pick(random, OPERATIONS), w, src);
            case 3 -> "%s%d %s %d".formatted(w, to, pick(random, OPERATIONS), random.nextInt(-40, 40));
            case 4 -> "r%d = %d ll".formatted(to, random.nextLong());
            case 5 -> "%s%d = *(u%d *)(%s)".formatted(part, to, size, place);
            case 6 -> "r%d = *(s%d *)(%s)".formatted(to, Math.min(size, 32), place);
            case 7 -> "*(u%d *)(%s) = %s%d".formatted(size, place, part, src);
            case 8 -> "*(u%d *)(%s) = %d".formatted(size, place, random.nextInt());
            case 9 -> {
                int bits = Math.max(size, 32);
                String register = (bits == 64 ? "r" : "w") + (src == 6 ? 0 : src);
                yield "%1$s = atomic_fetch_add((u%2$d *)(%3$s), %1$s)".formatted(register, bits, place);
            }
            case 10 -> "r%1$d = be%2$d r%1$d".formatted(to, Math.max(size, 16));
            default -> "r1 = r6\nr2 = r%d\ncall f".formatted(src);
        };
    }

    private static String jump(Random random, int block) {
        return random.nextInt(4) == 0
                ? "goto block" + block
                : "if r%d %s %d goto block%d"
                        .formatted(random.nextInt(10), pick(random, CONDITIONS), random.nextInt(-9, 9), block);
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
