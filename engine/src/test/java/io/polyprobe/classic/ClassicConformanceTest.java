package io.polyprobe.classic;

import static io.polyprobe.classic.ClassicInstruction.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.polyprobe.diag.CompileException;
import io.polyprobe.isa.Encoder;
import io.polyprobe.linux.KernelTarget;
import io.polyprobe.linux.program.KernelProgram;
import io.polyprobe.linux.program.LoadRequest;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Program.TestInput;
import io.polyprobe.target.Target;
import io.polyprobe.vm.VmOptions;
import io.polyprobe.vm.VmTarget;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Made-up filters, on Linux as they are and as what they are translated to. */
class ClassicConformanceTest {
    private static final int FILTERS = 3_000;
    private static final int DATAGRAM = 40;
    private static final int ETHERNET_HEADER = 14;

    private final Random random = new Random(20_261_121);

    private static final int[] SIZES = {W, H, B};
    private static final int[] ARITHMETIC = {ADD, SUB, MUL, DIV, OR, AND, LSH, RSH, NEG, MOD, XOR};
    private static final int[] CONDITIONS = {JA, JEQ, JGT, JGE, JSET};

    /** Any user may put classic filters on sockets. */
    @Test
    void bothTakeTheSameFilters() {
        int taken = 0;
        for (int i = 0; i < FILTERS; i++) {
            List<ClassicInstruction> filter = filter();
            boolean linux;
            try (var socket = new FilteredSocket()) {
                linux = socket.attach(filter);
            }
            assertThat(isTaken(filter)).as(ClassicListing.of(filter)).isEqualTo(linux);
            taken += linux ? 1 : 0;
        }
        assertThat(taken).isBetween(FILTERS / 10, FILTERS * 9 / 10);
    }

    private static boolean isTaken(List<ClassicInstruction> filter) {
        try {
            return !new ClassicFilter("made-up", filter).instructions().isEmpty();
        } catch (CompileException _) {
            return false;
        }
    }

    @Test
    void theTranslationKeepsAsMuchOfEachPacket() {
        assumeThat(KernelTarget.check()).isEmpty();
        try (var interpreter = VmTarget.open(VmOptions.DEFAULT.withCompileAfter(VmOptions.NEVER));
                var jit = VmTarget.open(VmOptions.DEFAULT.withCompileAfter(0))) {
            assertThat(wanted(interpreter, jit)).isGreaterThan(FILTERS / 20);
        }
    }

    private int wanted(Target interpreter, Target jit) {
        int wanted = 0;
        for (int i = 0; i < FILTERS; i++) {
            List<ClassicInstruction> filter = filter();
            if (!isTaken(filter)) {
                continue;
            }
            var datagram = new byte[DATAGRAM];
            random.nextBytes(datagram);
            int kept = kept(filter, datagram);
            assertThat(keptByTranslation(filter, datagram))
                    .as(ClassicListing.of(filter))
                    .isEqualTo(kept);
            assertThat(kept(interpreter, filter, datagram))
                    .as(ClassicListing.of(filter))
                    .isEqualTo(kept);
            assertThat(kept(jit, filter, datagram))
                    .as(ClassicListing.of(filter))
                    .isEqualTo(kept);
            wanted += kept > 0 ? 1 : 0;
        }
        return wanted;
    }

    private static int kept(List<ClassicInstruction> filter, byte[] datagram) {
        try (var socket = new FilteredSocket()) {
            assertThat(socket.attach(filter)).isTrue();
            return socket.kept(datagram);
        }
    }

    private static int keptByTranslation(List<ClassicInstruction> filter, byte[] datagram) {
        var code = new ClassicFilter("made-up", filter)
                .object()
                .programs()
                .getFirst()
                .code();
        var request = LoadRequest.of(
                "classic", ProgramType.SOCKET_FILTER, Encoder.encode(code, ByteOrder.nativeOrder()), "GPL");
        try (var program = KernelProgram.load(request);
                var socket = new FilteredSocket()) {
            assertThat(socket.attach(program.fd())).isTrue();
            return socket.kept(datagram);
        }
    }

    private static int kept(Target target, List<ClassicInstruction> filter, byte[] datagram) {
        byte[] frame = new byte[ETHERNET_HEADER + datagram.length]; // of which a socket's filter sees what comes behind
        System.arraycopy(datagram, 0, frame, ETHERNET_HEADER, datagram.length);
        try (var loaded = target.load(new ClassicFilter("made-up", filter).object())) {
            var result = loaded.program("filter", ProgramType.SOCKET_FILTER).test(new TestInput(frame, null, 1));
            return (int) Math.min(Integer.toUnsignedLong(result.returnValue()), datagram.length);
        }
    }

    private List<ClassicInstruction> filter() {
        int length = 2 + random.nextInt(10);
        var filter = new ArrayList<ClassicInstruction>();
        for (int left = length - 1; left > 0; left--) {
            filter.add(instruction(left));
        }
        filter.add(new ClassicInstruction(random.nextInt(3) == 0 ? RET | K : RET | A, 0, 0, random.nextInt(DATAGRAM)));
        return filter;
    }

    /** Most are valid where they stand, some not. */
    private ClassicInstruction instruction(int left) {
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> plain(LD | any(SIZES) | ABS, random.nextInt(DATAGRAM));
            case 4, 5 -> plain(LD | any(SIZES) | IND, random.nextInt(DATAGRAM) - 4);
            case 6 -> plain(LDX | B | MSH, random.nextInt(DATAGRAM));
            case 7 -> plain(random.nextBoolean() ? LD | LEN : LDX | LEN, 0);
            case 8 -> plain(random.nextBoolean() ? LD | IMM : LDX | IMM, random.nextInt());
            case 9, 10 -> plain(random.nextBoolean() ? ST : STX, random.nextInt(random.nextInt(20) == 0 ? 20 : 4));
            case 11 -> plain((random.nextBoolean() ? LD : LDX) | MEM, random.nextInt(4));
            case 12, 13, 14 -> {
                int operation = any(ARITHMETIC);
                int source = operation != NEG && random.nextBoolean() ? X : K;
                yield plain(ALU | operation | source, random.nextInt(34));
            }
            case 15, 16, 17 -> {
                int operation = any(CONDITIONS);
                int source = operation != JA && random.nextBoolean() ? X : K;
                int reach = Math.max(1, left + (random.nextInt(10) == 0 ? 1 : 0));
                yield new ClassicInstruction(
                        JMP | operation | source, random.nextInt(reach), random.nextInt(reach), random.nextInt(reach));
            }
            case 18 -> plain(random.nextBoolean() ? MISC | TAX : MISC | TXA, 0);
            default ->
                random.nextInt(8) == 0 ? plain(random.nextInt(0x100), 1) : plain(RET | K, random.nextInt(DATAGRAM));
        };
    }

    private int any(int[] of) {
        return of[random.nextInt(of.length)];
    }

    private static ClassicInstruction plain(int code, int k) {
        return new ClassicInstruction(code, 0, 0, k);
    }
}
