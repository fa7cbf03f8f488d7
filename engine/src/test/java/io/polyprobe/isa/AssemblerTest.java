package io.polyprobe.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.polyprobe.diag.CompileException;
import io.polyprobe.diag.Place;
import io.polyprobe.diag.Renderer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssemblerTest {
    @Test
    void labelsBecomeDistancesInSlots() {
        List<Instruction> code = Assembler.assemble("loop.s", """
                # counts down
                        r1 = 3
                        r2 = 7 ll           // two slots
                loop:   r1 += -1
                        if r1 != 0 goto loop
                        call next
                        goto end
                        gotol loop
                next:   r3 = next ll
                end:    exit
                """);
        assertThat(code)
                .map(Disassembler::text)
                .containsExactly(
                        "r1 = 3",
                        "r2 = 7 ll",
                        "r1 += -1",
                        "if r1 != 0 goto -2",
                        "call pc+2",
                        "goto +3",
                        "gotol -5",
                        "ld_pseudo r3, 4, 4294967295",
                        "exit");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            r1 = *(u32 *)(r2 + 4)     | w1 = *(u32 *)(r2 + 4)
            *(u8 *)(r2 - 4) = r3      | *(u8 *)(r2 - 4) = w3
            w1 = 0xffffffff           | w1 = -1
            r1 = 0xffffffffffffffff ll| r1 = -1 ll
            r1=r2                     | r1 = r2
            if r1 s>r2 goto+1         | if r1 s> r2 goto +1
            """)
    void readsMoreThanIsPrinted(String text, String printed) {
        assertThat(Assembler.assemble("text", text)).map(Disassembler::text).containsExactly(printed);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            r11 = 5                    | 1  | 3 | there is no register r11, only r0 to r10
            r1 = 5000000000            | 16 | 1 | the line ends where 'll' was expected
            r1 += 5000000000           | 7  |10 | 5000000000 does not fit into 32 bits
            r1 += 0xffffffff           | 7  |10 | 0xffffffff does not fit into 32 bits
            r1 = r2 r3                 | 9  | 2 | found 'r3' where the end of the line or 'll' was expected
            if r1 == r2 gto +3         | 13 | 3 | found 'gto' where 'goto' was expected
            if r1 == r2 goto           | 17 | 1 | the line ends where + or - was expected
            *(u8 *)(r1 + 40000) = w2   | 12 | 1 | +40000 is out of range, -32768 to 32767
            nop                        | 1  | 3 | found 'nop' where no BPF instruction has it
            r1 = be16 r2               | 11 | 2 | found 'r2' where r1 or 'll' was expected
            goto nowhere               | 6  | 7 | there is no label 'nowhere'
            """)
    void saysWhereALineStopsBeingAnInstruction(String line, int column, int length, String message) {
        var error = catchThrowableOfType(CompileException.class, () -> Assembler.assemble("bad.s", "exit\n" + line));
        var diagnostic = error.diagnostics().getFirst();
        assertThat(diagnostic.message()).isEqualTo(message);
        assertThat(diagnostic.place()).isEqualTo(new Place("bad.s", 2, column, length, line));
    }

    @Test
    void reportsEveryBadLineAtOnce() {
        var error = catchThrowableOfType(
                CompileException.class, () -> Assembler.assemble("bad.s", "r1 = \nexit\nx: x: exit 0"));
        assertThat(new Renderer(false).render(error.diagnostics())).isEqualTo("""
                bad.s:1:5: error: the line ends where no BPF instruction has it
                    1 | r1 =\s
                      |     ~
                bad.s:3:4: error: label 'x' is defined twice
                    3 | x: x: exit 0
                      |    ~
                bad.s:3:12: error: found '0' where the end of the line was expected
                    3 | x: x: exit 0
                      |            ~
                """);
    }

    @Test
    void aJumpTooFarForItsFieldAsksForGotol() {
        String far = "goto end\n" + "r0 = 0\n".repeat(40_000) + "end: exit";
        var error = catchThrowableOfType(CompileException.class, () -> Assembler.assemble("far.s", far));
        assertThat(error).hasMessage("'end' is 40000 slots away, too far; use gotol");
        assertThat(Assembler.assemble("far.s", far.replace("goto ", "gotol ")).getFirst())
                .isEqualTo(new Instruction(0x06, 0, 0, 0, 40_000));
    }
}
