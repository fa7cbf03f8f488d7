package io.polyprobe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.dialect.CSource;
import io.polyprobe.linux.KernelTarget;
import io.polyprobe.object.ProgramType;
import io.polyprobe.target.Program.TestInput;
import io.polyprobe.target.Program.TestResult;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Fields of packets, read and written by their names, in this machine's kernel. */
class PacketFieldTest {
    /** Ethernet from 0a0b0c0d0e0f to 010203040506; IPv4 from 127.0.0.1 to 127.0.0.2, TTL 64; ports 0x1234, 0x5678. */
    private static final String START = "0102030405060a0b0c0d0e0f0800" + "4500003c00004000400600007f0000017f000002";

    private static final byte[] PACKET =
            HexFormat.of().parseHex(START + "12345678" + "00000001000000025002000000000000" + "00".repeat(20));

    private static TestResult run(String function, ProgramType type) throws Exception {
        String text;
        try (var in = CSource.class.getResourceAsStream("golden/packets.c")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        try (var kernel = KernelTarget.open(PacketFieldTest::ignore);
                var bpf = Bpf.compile(kernel, CSource.of("packets.c", text), PacketFieldTest::ignore)) {
            return bpf.program(function, type).test(new TestInput(PACKET, null, 1));
        }
    }

    @Test
    void bitsAreReadInNetworkOrder() throws Exception {
        // SYN, 4 * 5 words of TCP, the first byte of the sender's address, the last of 127.0.0.1.
        assertThat(run("filter", ProgramType.SCHED_CLS).returnValue()).isEqualTo(1 + 20 + 0x0a + 1);
    }

    @Test
    void fieldsAreWrittenInNetworkOrder() throws Exception {
        var result = run("rewrite", ProgramType.SCHED_CLS);
        assertThat(result.returnValue()).isEqualTo(5);
        byte[] data = result.data();
        assertThat(HexFormat.of().formatHex(data, 0, 16)).isEqualTo("0a0b0c0d0e0f0a0b0c0d0e0f08005500");
        assertThat(HexFormat.of().formatHex(data, 26, 38)).isEqualTo("7f0000010a00000112341234");
        // RFC 1624: the checksum grows by what the address lost, 0x7f00 + 0x0002 - 0x0a00 - 0x0001.
        assertThat(HexFormat.of().formatHex(data, 24, 26)).isEqualTo("7501");
    }

    @Test
    void aFrameIsReadAndWrittenBeforeTheStack() throws Exception {
        var result = run("express", ProgramType.XDP);
        assertThat(result.returnValue()).isEqualTo(0x0203);
        assertThat(result.data()[0]).isEqualTo((byte) 0x05);
    }

    private static void ignore(Diagnostic diagnostic) {
        assertThat(diagnostic.message()).isNotBlank();
    }
}
