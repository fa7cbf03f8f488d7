package io.polyprobe.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares with what LLVM 14 makes of the same bytes, for the instructions it knows. The file {@code llvm-14.txt} has a line for each: its
 * bytes, a tab, the text. Its right column was made from the left one by
 *
 * <pre>{@code
 * cut -f1 llvm-14.txt | llvm-mc-14 -triple=bpfel -mattr=+alu32 --disassemble
 * }</pre>
 */
class LlvmTest {
    record Golden(byte[] bytes, String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void disassemblesAsLlvmDoes(Golden golden) {
        List<Instruction> code = Decoder.decode(golden.bytes(), ByteOrder.LITTLE_ENDIAN);
        assertThat(code).map(Disassembler::text).containsExactly(golden.text());
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void assemblesWhatLlvmPrints(Golden golden) {
        List<Instruction> code = Assembler.assemble("llvm", golden.text());
        assertThat(Encoder.encode(code, ByteOrder.LITTLE_ENDIAN)).isEqualTo(golden.bytes());
    }

    static List<Golden> goldens() throws IOException {
        try (InputStream in = LlvmTest.class.getResourceAsStream("llvm-14.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().map(LlvmTest::golden).toList();
        }
    }

    private static Golden golden(String line) {
        String[] columns = line.split("\t", -1);
        int[] values =
                Stream.of(columns[0].split(" ", -1)).mapToInt(Integer::decode).toArray();
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return new Golden(bytes, columns[1]);
    }
}
