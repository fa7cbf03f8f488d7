package io.polyprobe.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RoundTripTest {
    private static final List<Instruction> SAMPLES = new Samples(9669).ofEachRow(50);

    @Test
    void whatIsDisassembledAssemblesToTheSame() {
        for (Instruction instruction : SAMPLES) {
            String text = Disassembler.text(instruction);
            assertThat(Assembler.assemble("sample", text)).as(text).containsExactly(instruction);
        }
    }

    @Test
    void whatIsEncodedDecodesToTheSameInBothOrders() {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            assertThat(Decoder.decode(Encoder.encode(SAMPLES, order), order)).isEqualTo(SAMPLES);
        }
    }

    @Test
    void aWholeListingAssemblesAgain() {
        String text = SAMPLES.stream().map(Disassembler::text).collect(Collectors.joining("\n"));
        assertThat(Assembler.assemble("listing", text)).isEqualTo(SAMPLES);
    }

    @Test
    void aWideLoadTakesTwoSlotsInAListing() {
        List<Instruction> code = Assembler.assemble("wide", "r1 = 5 ll\nexit");
        assertThat(Disassembler.listing(code)).isEqualTo("   0: r1 = 5 ll\n   2: exit\n");
    }
}
