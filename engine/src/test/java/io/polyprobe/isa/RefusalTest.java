package io.polyprobe.isa;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.ObjectException;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            95 00 00 00 00 00 00          | an instruction has 8 bytes, but the code ends before
            18 01 00 00 05 00 00 00       | a wide load has 16 bytes, but the code ends before
            18 01 00 00 05 00 00 00 00 01 00 00 00 00 00 00 | the second half of a wide load holds nothing but its immediate
            18 01 01 00 05 00 00 00 00 00 00 00 00 00 00 00 | its offset is 1, but with opcode 0x18 it must be 0
            18 71 00 00 05 00 00 00 00 00 00 00 00 00 00 00 | its source register is 7, but with opcode 0x18 it must be 0 or 1 or 2 or 3 or 4 or 5 or 6
            18 11 00 00 05 00 00 00 00 00 00 00 01 00 00 00 | its immediate is 4294967301, but with opcode 0x18 it must be 0 to 4294967295
            00 00 00 00 00 00 00 00       | opcode 0x00 is not assigned
            ff 00 00 00 00 00 00 00       | opcode 0xff is not assigned
            8d 00 00 00 01 00 00 00       | opcode 0x8d (callx, a call by register) is reserved; no kernel runs it
            d3 21 00 00 00 00 00 00       | its immediate is 0, but with opcode 0xd3 it must be 256 or 272
            0f b0 00 00 00 00 00 00       | its source register is 11, but with opcode 0x0f it must be 0 to 10
            0f 0b 00 00 00 00 00 00       | its destination register is 11, but with opcode 0x0f it must be 0 to 10
            0f 21 00 00 01 00 00 00       | its immediate is 1, but with opcode 0x0f it must be 0
            07 21 00 00 01 00 00 00       | its source register is 2, but with opcode 0x07 it must be 0
            3f 21 02 00 00 00 00 00       | its offset is 2, but with opcode 0x3f it must be 0 or 1
            bf 21 09 00 00 00 00 00       | its offset is 9, but with opcode 0xbf it must be 0 or 1 or 8 or 16 or 32
            bc 21 20 00 00 00 00 00       | its offset is 32, but with opcode 0xbc it must be 0 or 8 or 16
            bf 21 01 00 02 00 00 00       | its immediate is 2, but with opcode 0xbf it must be 1 or 65536
            b7 01 08 00 02 00 00 00       | its offset is 8, but with opcode 0xb7 it must be 0
            dc 01 00 00 08 00 00 00       | its immediate is 8, but with opcode 0xdc it must be 16 or 32 or 64
            87 01 00 00 01 00 00 00       | its immediate is 1, but with opcode 0x87 it must be 0
            05 01 00 00 00 00 00 00       | its destination register is 1, but with opcode 0x05 it must be 0
            05 00 00 00 01 00 00 00       | its immediate is 1, but with opcode 0x05 it must be 0
            06 00 01 00 01 00 00 00       | its offset is 1, but with opcode 0x06 it must be 0
            e5 10 01 00 00 00 00 00       | its source register is 1, but with opcode 0xe5 it must be 0
            85 30 00 00 01 00 00 00       | its source register is 3, but with opcode 0x85 it must be 0 or 1 or 2
            85 00 01 00 01 00 00 00       | its offset is 1, but with opcode 0x85 it must be 0
            95 00 00 00 01 00 00 00       | its immediate is 1, but with opcode 0x95 it must be 0
            61 21 00 00 01 00 00 00       | its immediate is 1, but with opcode 0x61 it must be 0
            62 21 00 00 01 00 00 00       | its source register is 2, but with opcode 0x62 it must be 0
            99 21 00 00 00 00 00 00       | opcode 0x99 is not assigned
            db 21 00 00 02 00 00 00       | its immediate is 2, but with opcode 0xdb it must be 0 or 1 or 64 or 65 or 80 or 81 or 160 or 161 or 225 or 241 or 256 or 272
            20 01 00 00 00 00 00 00       | its destination register is 1, but with opcode 0x20 it must be 0
            """)
    void namesBytesAndReason(String bytes, String reason) {
        byte[] code = HexFormat.ofDelimiter(" ").parseHex(bytes);
        assertThatThrownBy(() -> Decoder.decode(code, ByteOrder.LITTLE_ENDIAN))
                .isInstanceOf(ObjectException.class)
                .hasMessageStartingWith("slot 0 (bytes %s) is not a BPF instruction: %s", bytes, reason);
    }
}
