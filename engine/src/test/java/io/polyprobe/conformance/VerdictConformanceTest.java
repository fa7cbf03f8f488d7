package io.polyprobe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.diag.ObjectException;
import io.polyprobe.isa.Assembler;
import io.polyprobe.isa.Decoder;
import io.polyprobe.isa.Disassembler;
import io.polyprobe.isa.Encoder;
import io.polyprobe.isa.Instruction;
import io.polyprobe.object.ProgramType;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What is an instruction here is one for Linux, and what is none here is none there: each instruction of a list, and the
 * same with one field or the opcode changed.
 */
class VerdictConformanceTest {
    private static final Recording RECORDING = new Recording("verdicts.txt");
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    /** One of each kind that Linux accepts in the frame below. */
    private static final String SAMPLES = """
            r1 += r2
            r1 += 5
            w1 += w2
            w1 += 5
            r1 /= r2
            r1 s/= r2
            w1 s%= 5
            r1 = r2
            r1 = 5
            r1 = (s8)r2
            w1 = (s16)w2
            r1 = (s32)r2
            r1 = -r1
            w1 = -w1
            r1 = le16 r1
            r1 = be32 r1
            r1 = bswap64 r1
            goto +0
            gotol +0
            may_goto +0
            if r1 == r2 goto +0
            if r1 == 5 goto +0
            if w1 s< w2 goto +0
            if w1 & 5 goto +0
            call 5
            call pc+2
            exit
            w1 = *(u8 *)(r10 - 8)
            r1 = *(u64 *)(r10 - 8)
            r1 = *(s8 *)(r10 - 8)
            r1 = *(s32 *)(r10 - 8)
            *(u8 *)(r10 - 8) = w2
            *(u64 *)(r10 - 8) = r2
            *(u8 *)(r10 - 8) = 5
            *(u64 *)(r10 - 8) = 5
            lock *(u64 *)(r10 - 8) += r2
            lock *(u32 *)(r10 - 8) ^= w2
            r2 = atomic_fetch_add((u64 *)(r10 - 8), r2)
            w2 = atomic_fetch_or((u32 *)(r10 - 8), w2)
            r2 = xchg_64(r10 - 8, r2)
            w0 = cmpxchg32_32(r10 - 8, w0, w2)
            w1 = load_acquire((u8 *)(r10 - 8))
            store_release((u64 *)(r10 - 8), r2)
            r0 = *(u8 *)skb[5]
            r0 = *(u32 *)skb[r2]
            r1 = 5 ll
            """;

    /** Registers are set, r6 holds the context that packet loads want, and the stack is written. */
    private static final String BEFORE = """
            r6 = r1
            r0 = 1
            r1 = 1
            r2 = 1
            *(u64 *)(r10 - 8) = 1
            """;

    private static final String END = """
            r0 = 0
            exit
            """;

    /** Beginnings of what Linux takes although RFC 9669 has it reserved, and why it is refused here. */
    private static final Map<String, String> LENIENT =
            Map.of("95 00", "Linux does not look at the offset of an exit; a later meaning of it would go unnoticed");

    @Test
    void whatIsRefusedHereLinuxRefused() {
        if (!Recording.isWanted()) {
            assertThat(refused()).containsAll(RECORDING.lines());
            assertThat(unexplained(RECORDING.lines())).isEmpty();
        }
    }

    @Test
    void whatIsRefusedHereThisLinuxRefuses() {
        if (!Linux.isUsable()) {
            // The recording stands in, in the test above.
            assertThat(RECORDING.lines()).isNotEmpty();
            return;
        }
        List<String> accepted = refused().stream()
                .filter(hex -> linuxAccepts(HEX.parseHex(hex)))
                .sorted()
                .toList();
        if (Recording.isWanted()) {
            RECORDING.write(accepted);
        }
        assertThat(unexplained(accepted)).isEmpty();
    }

    private static List<String> unexplained(List<String> accepted) {
        return accepted.stream()
                .filter(hex -> LENIENT.keySet().stream().noneMatch(hex::startsWith))
                .toList();
    }

    @Test
    void whatIsAcceptedHereThisLinuxAccepts() {
        for (Instruction sample : samples()) {
            byte[] bytes = encode(sample);
            assertThat(refusal(bytes)).as(Disassembler.text(sample)).isEmpty();
            assertThat(!Linux.isUsable() || linuxAccepts(bytes))
                    .as(Disassembler.text(sample))
                    .isTrue();
        }
    }

    private static List<Instruction> samples() {
        return Assembler.assemble("samples", SAMPLES);
    }

    /** The changed instructions that are none here. */
    private static List<String> refused() {
        var refused = new ArrayList<String>();
        var candidates = new ArrayList<byte[]>();
        samples().forEach(sample -> candidates.addAll(changed(encode(sample))));
        for (int opcode = 0; opcode < 256; opcode++) {
            candidates.add(new byte[] {(byte) opcode, 0x21, 0, 0, 0, 0, 0, 0});
            candidates.add(new byte[] {(byte) opcode, 0, 0, 0, 0, 0, 0, 0});
        }
        for (byte[] candidate : candidates) {
            String hex = HEX.formatHex(candidate);
            if (!refusal(candidate).isEmpty() && !refused.contains(hex)) {
                refused.add(hex);
            }
        }
        return refused;
    }

    /** The same bytes with one field changed: each register, the offset, the immediate, the second half. */
    private static List<byte[]> changed(byte[] bytes) {
        var all = new ArrayList<byte[]>();
        int registers = bytes[1];
        for (int other : new int[] {1, 11}) {
            all.add(with(bytes, 1, (registers & 0xf0) | other));
            all.add(with(bytes, 1, (registers & 0x0f) | other << 4));
        }
        for (int value : new int[] {1, 9, 16}) {
            all.add(with(bytes, 2, value));
            all.add(with(bytes, 4, value));
        }
        // Immediates of atomics, address spaces and modules.
        all.add(with(bytes, 4, 0xe0));
        all.add(with(bytes, 5, 1));
        all.add(with(bytes, 6, 1));
        all.add(with(bytes, 7, 0x80));
        for (int i = 8; i < Math.min(bytes.length, 12); i++) {
            all.add(with(bytes, i, 1));
        }
        return all;
    }

    private static byte[] with(byte[] bytes, int index, int value) {
        byte[] copy = bytes.clone();
        copy[index] = (byte) value;
        return copy;
    }

    private static String refusal(byte[] bytes) {
        try {
            Decoder.decode(bytes, ByteOrder.LITTLE_ENDIAN);
            return "";
        } catch (ObjectException e) {
            return e.toString();
        }
    }

    private static boolean linuxAccepts(byte[] bytes) {
        byte[] before = encode(Assembler.assemble("before", BEFORE));
        byte[] after = encode(Assembler.assemble("after", after(bytes)));
        byte[] program = new byte[before.length + bytes.length + after.length];
        System.arraycopy(before, 0, program, 0, before.length);
        System.arraycopy(bytes, 0, program, before.length, bytes.length);
        System.arraycopy(after, 0, program, before.length + bytes.length, after.length);
        return Linux.accepts(ProgramType.SOCKET_FILTER, program);
    }

    /** What must follow: nothing that is never reached, and a function where one is called. */
    private static String after(byte[] bytes) {
        int opcode = Byte.toUnsignedInt(bytes[0]);
        boolean callsFunction = opcode == 0x85 && bytes[1] == 0x10;
        return opcode == 0x95 ? "" : callsFunction ? END + END : END;
    }

    private static byte[] encode(Instruction instruction) {
        return encode(List.of(instruction));
    }

    private static byte[] encode(List<Instruction> code) {
        return Encoder.encode(code, ByteOrder.LITTLE_ENDIAN);
    }
}
