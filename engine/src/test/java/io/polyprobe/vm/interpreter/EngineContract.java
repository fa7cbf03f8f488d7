package io.polyprobe.vm.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Region;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What programs compute, whatever runs them. */
public abstract class EngineContract {
    private final Machine machine;

    protected EngineContract(Compiler compiler) {
        this(new Machine(Interpreter.DEFAULT_BUDGET, compiler));
    }

    protected EngineContract(Machine machine) {
        this.machine = machine;
    }

    @AfterEach
    void close() {
        machine.close();
    }

    @Test
    void theContextIsTheFirstArgumentAndR0TheResult() {
        assertThat(machine.run("r0 = r1\nexit", 0x1234_5678_9abc_def0L)).isEqualTo(0x1234_5678_9abc_def0L);
    }

    @Test
    void aLoopRunsToItsEnd() {
        assertThat(machine.run("""
                        r0 = 0
                        r1 = 10
                loop:   r0 += r1
                        r1 -= 1
                        if r1 != 0 goto loop
                        exit
                """, 0)).isEqualTo(55);
    }

    @Test
    void whatIsStoredOnTheStackIsReadBackInAllSizes() {
        assertThat(machine.run("""
                        r1 = 0x8877665544332211 ll
                        *(u64 *)(r10 - 8) = r1
                        r0 = *(u8 *)(r10 - 1)
                        r2 = *(u16 *)(r10 - 4)
                        r0 <<= 16
                        r0 |= r2
                        r3 = *(s8 *)(r10 - 1)
                        r0 <<= 16
                        w3 = w3
                        r3 >>= 16
                        r0 |= r3
                        exit
                """, 0)).isEqualTo(0x0088_6655_ffffL);
    }

    @Test
    void unsetMemoryAndRegistersReadTheSameInEachRunAndAfterCalls() {
        machine.with(1, (call, r1, r2, r3, r4, r5) -> 7);
        String program = """
                        r1 = *(u64 *)(r10 - 512)
                        *(u64 *)(r10 - 512) = r10
                        r2 = r9
                        r2 ^= r1
                        call 1
                        r0 += r5
                        exit
                """;
        long first = machine.run(program, 0);
        assertThat(first).isEqualTo(Stack.UNSET + 7);
        assertThat(machine.run(program, 0)).isEqualTo(first);
    }

    @Test
    void aCalleeHasItsOwnStackAndRegistersAndSeesItsCallersStackByPointer() {
        assertThat(machine.run("""
                        *(u64 *)(r10 - 8) = 40
                        r6 = 1
                        r1 = r10
                        r1 += -8
                        call add
                        r0 += r6
                        exit
                add:    *(u64 *)(r10 - 8) = 1
                        r6 = 100
                        r0 = *(u64 *)(r1 + 0)
                        r2 = *(u64 *)(r10 - 8)
                        r0 += r2
                        exit
                """, 0)).isEqualTo(42);
    }

    @Test
    void eightFramesNest() {
        assertThat(machine.run("""
                        r1 = 7
                        call down
                        exit
                down:   r0 = 0
                        if r1 == 1 goto end
                        r1 += -1
                        call down
                        r0 += 1
                end:    exit
                """, 0)).isEqualTo(6);
    }

    @Test
    void aHelperGetsFiveArgumentsAndTheMemory() {
        Region region = machine.map("data", 16, Access.READ_WRITE);
        machine.with(5, (call, r1, r2, r3, r4, r5) -> {
            call.memory().slice(r1, 8, Access.READ_WRITE).fill((byte) 1);
            return r2 + 10 * r3 + 100 * r4 + 1000 * r5;
        });
        assertThat(machine.run("r2 = 1\nr3 = 2\nr4 = 3\nr5 = 4\ncall 5\nexit", region.address()))
                .isEqualTo(4321);
        assertThat(machine.memory.load(region.address(), 8)).isEqualTo(0x0101_0101_0101_0101L);
    }

    @Test
    void aHelperMayCallAFunctionOfTheProgramBack() {
        machine.with(181, (call, r1, r2, r3, r4, r5) -> {
            long i = 0;
            while (i < r1 && call.callback(r2, i, r3, 0, 0, 0) == 0) {
                i++;
            }
            return i;
        });
        assertThat(machine.run("""
                        *(u64 *)(r10 - 8) = 0
                        r6 = 3
                        r1 = 5
                        r2 = each ll
                        r3 = r10
                        r3 += -8
                        call 181
                        r0 *= 1000
                        r1 = *(u64 *)(r10 - 8)
                        r0 += r1
                        r0 *= r6
                        exit
                each:   r6 = 9
                        r3 = *(u64 *)(r2 + 0)
                        r3 += r1
                        *(u64 *)(r2 + 0) = r3
                        r0 = 0
                        exit
                """, 0)).isEqualTo(3 * 5010);
    }

    @Test
    void aTailCallGoesOnInTheOtherProgramWithItsContext() {
        Code other = machine.code("other", "r0 = *(u64 *)(r1 + 0)\nexit");
        Region region = machine.map("context", 8, Access.READ);
        machine.with(12, (call, r1, r2, r3, r4, r5) -> call.tailCall(other, r1) ? 0 : -1);
        region.segment().fill((byte) 2);
        assertThat(machine.run("call 12\nr0 = 1\nexit", region.address())).isEqualTo(0x0202_0202_0202_0202L);
    }

    @Test
    void aTailCallWithinACalleeReturnsToItsCaller() {
        Code other = machine.code("other", "r0 = 40\nexit");
        machine.with(12, (call, r1, r2, r3, r4, r5) -> call.tailCall(other, r1) ? 0 : -1);
        assertThat(machine.run("call sub\nr0 += 2\nexit\nsub: call 12\nr0 = 1\nexit", 0))
                .isEqualTo(42);
    }

    @Test
    void theThirtyFourthTailCallFails() {
        int[] calls = {0};
        Code[] self = new Code[1];
        machine.with(12, (call, r1, r2, r3, r4, r5) -> {
            calls[0]++;
            return call.tailCall(self[0], r1) ? 0 : -1;
        });
        self[0] = machine.code("self", "call 12\nr0 = 77\nexit");
        assertThat(machine.run(self[0], 0)).isEqualTo(77);
        assertThat(calls[0]).isEqualTo(34);
    }

    @Test
    void aHelperMayRunAnotherProgramMeanwhile() {
        Code inner = machine.code("inner", "*(u64 *)(r10 - 8) = 1\nr0 = 2\nexit");
        machine.with(1, (call, r1, r2, r3, r4, r5) -> machine.run(inner, 0));
        assertThat(machine.run("*(u64 *)(r10 - 8) = 40\ncall 1\nr1 = *(u64 *)(r10 - 8)\nr0 += r1\nexit", 0))
                .isEqualTo(42);
    }

    @Test
    void mayGotoLeavesAnEndlessLoopInTime() {
        assertThat(machine.run("r0 = 5\nloop: may_goto out\ngoto loop\nout: exit", 0))
                .isEqualTo(5);
    }
}
