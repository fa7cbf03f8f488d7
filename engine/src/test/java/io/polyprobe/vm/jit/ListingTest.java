package io.polyprobe.vm.jit;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.vm.interpreter.Machine;
import org.junit.jupiter.api.Test;

class ListingTest {
    @Test
    void belowEachInstructionStandsWhatTheJvmDoesForIt() {
        assertThat(listing("r0 = r1\nif r0 > 5 goto +1\nr0 += 7\nexit")).contains("""
                    ; 0: r0 = r1
                        lload r1
                        lstore r0
                    ; 1: if r0 > 5 goto +1
                """, """
                    ; 2: r0 += 7
                        lload r0
                        ldc2 7
                        ladd
                        lstore r0
                """, """
                    ; 3: exit
                        lload r0
                        lreturn
                """);
    }

    @Test
    void whatMayFaultHasAHandlerOfItsInstruction() {
        assertThat(listing("r0 = *(u64 *)(r1 + 0)\nexit", true)).containsPattern("""
                    catch:
                    ; 0: r0 = \\*\\(u64 \\*\\)\\(r1 \\+ 0\\)
                        iconst_0
                        goto (L\\d+)
                (?s:.*)    \\1:
                        getstatic CODE
                """);
    }

    @Test
    void aFunctionIsAMethodAndALongOneSeveral() {
        String calls = listing("call pc+1\nexit\nr0 = 1\nexit");
        assertThat(calls).contains("long function0(", "long function2(", "invokestatic Program.long function2(");
        String parts = listing("r0 += 1\n".repeat(2_000) + "exit");
        assertThat(parts).contains("int function0part0(Run, int, long[], int)", "        aload registers\n");
    }

    private static String listing(String program) {
        return listing(program, false);
    }

    private static String listing(String program, boolean checks) {
        try (var machine = new Machine(100, new Jit(0))) {
            return new Jit(0).listing((checks ? machine : machine.vouching()).code("program", program));
        }
    }
}
