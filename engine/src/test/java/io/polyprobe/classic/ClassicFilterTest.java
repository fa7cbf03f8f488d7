package io.polyprobe.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polyprobe.diag.CompileException;
import io.polyprobe.isa.Disassembler;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassicFilterTest {
    /** {@code tcpdump -ddd 'tcp port 80 and host 10.0.0.1'}, version 4.99.3. */
    private static final String PORT_80 = """
            18
            40 0 0 12
            21 15 0 34525
            21 0 14 2048
            48 0 0 23
            21 0 12 6
            40 0 0 20
            69 10 0 8191
            177 0 0 14
            72 0 0 14
            21 2 0 80
            72 0 0 16
            21 0 5 80
            32 0 0 26
            21 2 0 167772161
            32 0 0 30
            21 0 1 167772161
            6 0 0 262144
            6 0 0 0
            """;

    @Test
    void aFilterIsListedAsTcpdumpDoes() {
        assertThat(ClassicFilter.read("port80", PORT_80).listing()).isEqualTo("""
                (000) ldh      [12]
                (001) jeq      #0x86dd          jt 17	jf 2
                (002) jeq      #0x800           jt 3	jf 17
                (003) ldb      [23]
                (004) jeq      #0x6             jt 5	jf 17
                (005) ldh      [20]
                (006) jset     #0x1fff          jt 17	jf 7
                (007) ldxb     4*([14]&0xf)
                (008) ldh      [x + 14]
                (009) jeq      #0x50            jt 12	jf 10
                (010) ldh      [x + 16]
                (011) jeq      #0x50            jt 12	jf 17
                (012) ld       [26]
                (013) jeq      #0xa000001       jt 16	jf 14
                (014) ld       [30]
                (015) jeq      #0xa000001       jt 16	jf 17
                (016) ret      #262144
                (017) ret      #0
                """);
    }

    @Test
    void theFormForProgramsInCIsReadToo() {
        assertThat(ClassicFilter.read("fragments", """
                { 0x28, 0, 0, 0x0000000c },
                { 0x15, 0, 1, 0x00000800 },
                { 0x6, 0, 0, 0x00040000 },
                { 0x6, 0, 0, 0x00000000 },
                """).instructions())
                .startsWith(new ClassicInstruction(0x28, 0, 0, 12))
                .hasSize(4);
    }

    @Test
    void theTranslationKeepsAInR0AndXInR7() {
        assertThat(translation("177 0 0 14", "72 0 0 16", "2 0 0 3", "60 0 0 0", "22 0 0 0"))
                .contains("   3: r8 = r0\n   4: r0 = *(u8 *)skb[14]\n   5: w0 &= 15\n   6: w0 <<= 2\n   7: w7 = w0\n")
                .contains("r0 = *(u16 *)skb[r7 + 16]\n")
                .contains("*(u32 *)(r10 - 52) = w0\n")
                .contains("if w7 != 0 goto +2\n")
                .contains("w0 /= w7\n")
                .endsWith("exit\n");
    }

    @Test
    void whatIsNotInThePacketIsAskedOfItsContext() {
        assertThat(translation("40 0 0 4294963200", "22 0 0 0")).contains("w0 = *(u32 *)(r6 + 16)\n", "r0 = be16 r0\n");
        assertThat(translation("128 0 0 0", "22 0 0 0")).contains("w0 = *(u32 *)(r6 + 0)");
    }

    private static String translation(String... lines) {
        var filter = ClassicFilter.read("filter", lines.length + "\n" + String.join("\n", lines));
        var program = filter.object().programs().getFirst();
        assertThat(program.section()).isEqualTo("socket");
        return Disassembler.listing(program.code());
    }

    @ParameterizedTest
    @CsvSource({
        "6 0 0, this is no instruction of classic BPF",
        "6 0 256 0, this is no instruction of classic BPF",
        "6 0 0 -1, this is no instruction of classic BPF",
        "ret #0, this is no instruction of classic BPF"
    })
    void aLineThatIsNoInstructionIsShown(String line, String message) {
        assertThatThrownBy(() -> ClassicFilter.read("f.txt", "1\n" + line))
                .isInstanceOfSatisfying(CompileException.class, e -> {
                    var diagnostic = e.diagnostics().getFirst();
                    assertThat(diagnostic.message()).isEqualTo(message);
                    assertThat(diagnostic.place()).hasToString("f.txt:2:1");
                });
    }

    @Test
    void aFilterThatIsCutShortIsRefused() {
        assertThatThrownBy(() -> ClassicFilter.read("f.txt", "3\n6 0 0 0\n"))
                .hasMessageContaining("the filter has 1 instructions, not 3 as its first line says");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            3 0 0 16; 6 0 0 0                | 2 0 0 15; 6 0 0 0              | there is no M[16]
            96 0 0 1; 22 0 0 0               | 2 0 0 1; 96 0 0 1; 22 0 0 0    | M[1] has not been written on each way
            21 1 0 5; 2 0 0 1; 96 0 0 1; 22 0 0 0 | 2 0 0 1; 21 1 0 5; 2 0 0 1; 96 0 0 1; 22 0 0 0 | M[1] has not been written on each way
            52 0 0 0; 22 0 0 0               | 52 0 0 1; 22 0 0 0             | it divides by 0
            148 0 0 0; 22 0 0 0              | 148 0 0 7; 22 0 0 0            | it divides by 0
            100 0 0 32; 22 0 0 0             | 100 0 0 31; 22 0 0 0           | it shifts by 32 of 32 bits
            21 1 0 5; 6 0 0 0                | 21 0 0 5; 6 0 0 0              | it jumps out of the filter
            5 0 0 4294967295; 6 0 0 0        | 5 0 0 0; 6 0 0 0               | it jumps out of the filter
            0 0 0 1                          | 0 0 0 1; 6 0 0 0               | the last instruction is no return
            14 0 0 0; 6 0 0 0                | 22 0 0 0                       | there is no instruction with code 0xe
            32 0 0 4294963201; 6 0 0 0       | 32 0 0 4294963200; 6 0 0 0     | there is no extension at -4095
            32 0 0 4294963212; 6 0 0 0       | 32 0 0 4294963204; 6 0 0 0     | programs cannot ask for the extension NLATTR
            """)
    void eachRuleRefusesItsCaseAndNotTheMendedOne(String refused, String mended, String reason) {
        assertThatThrownBy(() -> filter(refused))
                .hasMessageContaining("the filter rule cannot be loaded: instruction ")
                .hasMessageContaining(reason);
        assertThat(filter(mended).instructions()).isNotEmpty();
    }

    private static ClassicFilter filter(String lines) {
        return ClassicFilter.read("rule", lines.replace("; ", "\n") + "\n");
    }

    @Test
    void aFilterHasOneInstructionAtLeast() {
        assertThatThrownBy(() -> new ClassicFilter("none", List.of())).hasMessageContaining("1 to 4,096");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12\n40 0 0 12\n", "\n{ 0x28, 0, 0, 0x0000000c },\n"})
    void theFormatIsRecognized(String text) {
        assertThat(ClassicFilter.recognizes(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "import sys\n", "#!/usr/bin/python3\n12\n", "(000) ldh      [12]\n"})
    void otherTextsAreNot(String text) {
        assertThat(ClassicFilter.recognizes(text)).isFalse();
    }
}
