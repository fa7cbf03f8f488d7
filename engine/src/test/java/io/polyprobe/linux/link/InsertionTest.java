package io.polyprobe.linux.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.isa.Assembler;
import io.polyprobe.isa.Disassembler;
import io.polyprobe.isa.Instruction;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.object.Reference;
import java.util.List;
import org.junit.jupiter.api.Test;

class InsertionTest {
    private static final Instruction EXTRA =
            Assembler.assemble("extra", "r1 = 7").getFirst();

    private static final ProgramSpec PROGRAM = new ProgramSpec(
            "program",
            "section",
            Assembler.assemble("program", """
                    again:
                    r2 = 0 ll
                    if r2 == 0 goto print
                    goto again
                    print:
                    call 6
                    call inner
                    call 6
                    exit
                    inner:
                    if r1 > 3 goto done
                    call 6
                    done:
                    exit
                    """),
            List.of(new Reference.ToMap(0, "map")),
            List.of(new ProgramSpec.Function(0, "program", 1), new ProgramSpec.Function(8, "inner", 2)),
            List.of(new ProgramSpec.Line(4, "a.c", "print();", 4, 1), new ProgramSpec.Line(8, "a.c", "inner", 9, 1)),
            List.of(new ProgramSpec.CoreRelocation(6, 1, "0:1", 0)));

    @Test
    void jumpsAndCallsFindTheirTargetsAndTakeTheInsertedInstructionAlong() {
        var edited = Insertion.before(PROGRAM, at -> at.opcode() == 0x85 && at.src() == 0, EXTRA);
        var expected = Assembler.assemble("expected", """
                again:
                r2 = 0 ll
                if r2 == 0 goto print
                goto again
                print:
                r1 = 7
                call 6
                call inner
                r1 = 7
                call 6
                exit
                inner:
                if r1 > 3 goto done
                r1 = 7
                call 6
                done:
                exit
                """);
        assertThat(Disassembler.listing(edited.code())).isEqualTo(Disassembler.listing(expected));
        assertThat(edited.functions()).extracting(ProgramSpec.Function::slot).containsExactly(0, 10);
        assertThat(edited.lines()).extracting(ProgramSpec.Line::slot).containsExactly(4, 10);
        assertThat(edited.references()).containsExactly(new Reference.ToMap(0, "map"));
        assertThat(edited.relocations())
                .extracting(ProgramSpec.CoreRelocation::slot)
                .containsExactly(8);
    }

    @Test
    void aFunctionInFrontBecomesTheEntry() {
        var edited = Insertion.inFront(PROGRAM, Assembler.assemble("front", "call pc+1\nexit"));
        assertThat(edited.code().subList(2, edited.code().size())).isEqualTo(PROGRAM.code());
        assertThat(edited.functions()).extracting(ProgramSpec.Function::slot).containsExactly(0, 2, 10);
        assertThat(edited.lines()).extracting(ProgramSpec.Line::slot).containsExactly(0, 6, 10);
        assertThat(edited.references()).containsExactly(new Reference.ToMap(2, "map"));
    }
}
