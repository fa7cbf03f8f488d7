package io.polyprobe.linux.link;

import io.polyprobe.isa.Assembler;
import io.polyprobe.isa.Instruction;
import io.polyprobe.isa.InstructionSet;
import io.polyprobe.isa.Operation;
import io.polyprobe.object.ProgramSpec;
import java.util.List;
import java.util.Set;

/**
 * A kprobe's program run by something that is no kprobe.
 *
 * <p>A kprobe hands its program the registers at the probed function ({@code struct pt_regs}, {@code
 * arch/x86/include/asm/ptrace.h}). Here a wrapper is the program: it builds such a structure on its own stack out of
 * what its own context holds, and calls the kprobe's program with it as a function. To the verifier the pointer is one
 * into the caller's stack, which may be read like any context.
 *
 * <p>The structure has 21 registers of 8 bytes. Only those from {@code r9} on are set, since a called function's first
 * six (rbp, rbx, r12 to r15) hold nothing of the call; so little stack is used up. The last one, {@code ss}, holds the
 * wrapper's own context instead: helpers that need a real context in r1 get it from there.
 */
final class FakeRegisters {
    /** Where the structure begins, from the frame pointer. */
    private static final int BASE = -168;

    private static final int CONTEXT = 160;

    /** Helpers whose first argument is the context and that work for the wrapper's type as well. */
    private static final Set<Long> CONTEXT_HELPERS = Set.of(
            12L, // tail_call
            25L, // perf_event_output
            27L, // get_stackid
            67L, // get_stack
            174L); // get_attach_cookie

    /** {@code r1 = *(u64 *)(r1 + 160)}. */
    private static final Instruction REAL_CONTEXT = new Instruction(0x79, 1, 1, CONTEXT, 0);

    /** The registers that the structure holds, in its order, from {@link #FIRST} on. */
    private static final List<String> NAMES =
            List.of("r10", "r9", "r8", "ax", "cx", "dx", "si", "di", "orig_ax", "ip", "cs", "flags", "sp");

    static final int FIRST = 56;
    static final int SIZE = NAMES.size() * 8;

    /** The registers of a kernel function's arguments, in order. */
    static final List<String> ARGUMENTS = List.of("di", "si", "dx", "cx", "r8", "r9");

    private FakeRegisters() {}

    /** A register's place, from the frame pointer. */
    static int offset(String register) {
        int index = NAMES.indexOf(register);
        if (index < 0) {
            throw new IllegalArgumentException(register);
        }
        return BASE + FIRST + 8 * index;
    }

    /** A register's place as memory: {@code *(u64 *)(r10 - 56)}. */
    static String at(String register) {
        return memory(offset(register));
    }

    /** Eight bytes of the stack. */
    static String memory(int offset) {
        return "*(u64 *)(r10 - %d)".formatted(-offset);
    }

    /** Where the structure's set part begins, as an addend to the frame pointer. */
    static int begin() {
        return BASE + FIRST;
    }

    /** Text that sets all registers to zero; leaves r0 zero. */
    static String clear() {
        var text = new StringBuilder("r0 = 0\n");
        NAMES.forEach(name -> text.append(at(name)).append(" = r0\n"));
        return text.toString();
    }

    /**
     * A program that runs a kprobe's program.
     *
     * @param prologue text that sets the registers and goes on to {@code run} or {@code out}; keeps its context in r6
     */
    static ProgramSpec wrap(ProgramSpec program, String prologue) {
        String text = prologue + """
                  run:
                  %s = r6
                  r1 = r10
                  r1 += %d
                  call pc+2
                  out:
                  r0 = 0
                  exit
                  """.formatted(memory(BASE + CONTEXT), BASE);
        var patched = Insertion.before(program, FakeRegisters::wantsContext, REAL_CONTEXT);
        return Insertion.inFront(patched, Assembler.assemble("wrapper", text));
    }

    private static boolean wantsContext(Instruction at) {
        return InstructionSet.operation(at) instanceof Operation.Call(Operation.Callee callee)
                && callee == Operation.Callee.HELPER
                && CONTEXT_HELPERS.contains(at.imm());
    }
}
