package io.polyprobe.vm.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.polyprobe.diag.FaultException;
import io.polyprobe.diag.Renderer;
import io.polyprobe.isa.Assembler;
import io.polyprobe.isa.Instruction;
import io.polyprobe.object.ProgramSpec;
import io.polyprobe.verifier.Proof;
import io.polyprobe.vm.memory.Access;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What programs are stopped for that nobody has verified, whatever runs them. */
public abstract class FaultContract {
    private final Machine machine;

    protected FaultContract(Compiler compiler) {
        machine = new Machine(10_000, compiler);
    }

    @AfterEach
    void close() {
        machine.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            r1 = 0; r0 = *(u64 *)(r1 + 16); exit        | read of 8 bytes at 0x10: null pointer
            r1 = 0; *(u8 *)(r1 + 0) = 5; exit           | write of 1 byte at 0x0: null pointer
            r1 = -1; r0 = *(u64 *)(r1 - 6); exit        | read of 8 bytes at 0xfffffffffffffff9: nothing is there
            r0 = *(u64 *)(r10 - 520); exit              | only the stack of frame 0-8 (512 bytes) is near
            r0 = *(u64 *)(r10 - 4); exit                | only the stack of frame 0+508 (512 bytes) is near
            r0 = *(u8 *)(r10 + 0); exit                 | only the stack of frame 0+512 (512 bytes) is near
            lock *(u64 *)(r10 - 12) += r1; exit         | is not aligned
            call 999; exit                              | it may not call helper 999, bpf_test_999
            call btf 7; exit                            | there is no kernel function with BTF id 7
            loop: goto loop                             | it has used up its budget of instructions
            f: call f; exit                             | calls nest deeper than 8 frames
            goto +5                                     | it jumps to where no instruction begins
            goto +1; r1 = 5 ll; exit                    | it jumps to where no instruction begins
            r0 = 0                                      | it runs past its last instruction, where an exit is missing
            r10 = 5; exit                               | r10, the frame pointer, is read-only
            r10 = atomic_fetch_add((u64 *)(r10 - 8), r10); exit | r10, the frame pointer, is read-only
            ld_pseudo r1, 1, 3; exit                    | the loader has left a reference (MAP_FD) unresolved
            r0 = *(u8 *)skb[0]; exit                    | legacy packet loads are not for programs of this type
            r1 = addr_space_cast(r1, 0, 1); exit        | the virtual kernel has no arenas
            """)
    void stopsTheProgramAndSaysWhy(String program, String reason) {
        assertThatThrownBy(() -> machine.run(program.replace("; ", "\n"), 0))
                .isInstanceOf(FaultException.class)
                .hasMessageStartingWith("program test was stopped: ")
                .hasMessageContaining(reason);
    }

    @Test
    void aReadOnlyRegionIsNotWritten() {
        var region = machine.map("constants", 8, Access.READ);
        assertThat(machine.run("r0 = *(u64 *)(r1 + 0)\nexit", region.address())).isZero();
        assertThatThrownBy(() -> machine.run("r2 = xchg_64(r1 + 0, r2)\nexit", region.address()))
                .hasMessageContaining("constants+0 (8 bytes) is read-only");
    }

    @Test
    void theStackOfAFrameThatReturnedIsClosed() {
        assertThatThrownBy(() -> machine.run("""
                        call leak
                        r0 = *(u64 *)(r0 - 8)
                        exit
                leak:   r0 = r10
                        exit
                """, 0))
                .hasMessageContaining("the stack of frame 1+504 (512 bytes) may not be accessed now");
    }

    @Test
    void aHelpersBadPointerIsAFaultOfTheCall() {
        machine.with(1, (call, r1, r2, r3, r4, r5) -> call.memory().load(r1, 4));
        assertThatThrownBy(() -> machine.run("r1 = 64\ncall 1\nexit", 0))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("read of 4 bytes at 0x40: null pointer");
    }

    @Test
    void aFaultInACallbackNamesTheCallOfTheHelper() {
        machine.with(1, (call, r1, r2, r3, r4, r5) -> call.callback(r1, r2, 0, 0, 0, 0));
        var fault = catchThrowableOfType(FaultException.class, () -> machine.run("""
                        call through
                        exit
                through: r1 = each ll
                        r2 = 8
                        call 1
                        exit
                each:   r0 = *(u8 *)(r1 + 0)
                        exit
                """, 0));
        assertThat(fault.diagnostics().getFirst().context())
                .startsWith(
                        "at slot 7: w0 = *(u8 *)(r1 + 0)",
                        "called from slot 5: call 1",
                        "called from slot 0: call pc+1",
                        "r0=unset r1=0x8 r2=0x0 r3=0x0");
    }

    @Test
    void aFaultAfterATailCallIsTheOtherPrograms() {
        Code other = machine.code("other", "r0 = *(u8 *)(r1 + 0)\nexit");
        machine.with(12, (call, r1, r2, r3, r4, r5) -> call.tailCall(other, r1) ? 0 : -1);
        var fault = catchThrowableOfType(
                FaultException.class, () -> machine.run("call sub\nexit\nsub: r1 = 0\ncall 12\nexit", 0));
        assertThat(fault.diagnostics().getFirst().message()).startsWith("program other was stopped");
        assertThat(fault.diagnostics().getFirst().context())
                .startsWith(
                        "at slot 0: w0 = *(u8 *)(r1 + 0)",
                        "called from slot 0: call pc+1",
                        "r0=unset r1=0x0 r2=unset r3=unset");
    }

    @Test
    void whatIsNoFunctionCannotBeCalledBack() {
        machine.with(1, (call, r1, r2, r3, r4, r5) -> call.callback(r1, 0, 0, 0, 0, 0));
        assertThatThrownBy(() -> machine.run("r1 = 64\ncall 1\nexit", 0))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("0x40 is no function of test");
    }

    @Test
    void theNextRunIsNotHarmed() {
        assertThatThrownBy(() -> machine.run("call f\nexit\nf: r1 = 0\nr0 = *(u8 *)(r1 + 0)\nexit", 0))
                .isInstanceOf(FaultException.class);
        assertThat(machine.run("r0 = 3\nexit", 0)).isEqualTo(3);
    }

    @Test
    void namesSourceLineInstructionCallersAndRegisters() {
        List<Instruction> code = Assembler.assemble("x", """
                        r6 = 5
                        r1 = 0
                        call pc+1
                        exit
                        r0 = *(u64 *)(r1 + 8)
                        exit
                """);
        var program = Code.of(
                "hello",
                code,
                List.of(new ProgramSpec.Function(0, "main", 0), new ProgramSpec.Function(4, "peek", 0)),
                List.of(
                        new ProgramSpec.Line(0, "hello.c", "    return peek(0);", 9, 12),
                        new ProgramSpec.Line(4, "hello.c", "    return p->next;", 3, 15)),
                machine,
                Proof.NONE);
        var fault = catchThrowableOfType(FaultException.class, () -> machine.run(program, 0));
        assertThat(new Renderer(false).render(fault.diagnostics()).replaceAll("r10=0x[0-9a-f]+", "r10=STACK"))
                .isEqualTo("""
                        hello.c:3:15: error: program hello was stopped: read of 8 bytes at 0x8: null pointer
                            3 |     return p->next;
                              |               ~
                          | at slot 4 of peek: r0 = *(u64 *)(r1 + 8)
                          | called from slot 2 of main: call pc+1
                          | r0=unset r1=0x0 r2=unset r3=unset
                          | r4=unset r5=unset r6=unset r7=unset
                          | r8=unset r9=unset r10=STACK
                          hint: A map lookup returns NULL where there is no such key: compare its result with NULL before using it.
                        """);
    }
}
