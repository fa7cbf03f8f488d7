package io.polyprobe.vm.jit;

import io.polyprobe.isa.AtomicOp;
import io.polyprobe.isa.Instruction;
import io.polyprobe.isa.Operation;
import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.jit.Function.Step;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is known of registers from the instructions since the last place that a jump leads to: numbers, such as the map
 * in a helper's argument, and places in the function's frame.
 */
final class Known {
    private static final int FRAME_POINTER = 10;
    private static final int LAST_SCRATCH = 5;

    /** @param inFrame whether the frame pointer is to be added */
    private record Value(long number, boolean inFrame) {}

    private final Code code;
    private final @Nullable Value[] values = new @Nullable Value[FRAME_POINTER + 1];

    Known(Code code) {
        this.code = code;
        forgetAll();
    }

    void forgetAll() {
        Arrays.fill(values, null);
        values[FRAME_POINTER] = new Value(0, true);
    }

    /** The number in a register. */
    OptionalLong number(int register) {
        Value value = values[register];
        return value == null || value.inFrame() ? OptionalLong.empty() : OptionalLong.of(value.number());
    }

    /** How far from the frame pointer a register points. */
    OptionalLong distance(int register) {
        Value value = values[register];
        return value == null || !value.inFrame() ? OptionalLong.empty() : OptionalLong.of(value.number());
    }

    /** Takes in what an instruction does. */
    void execute(Step step) {
        Instruction instruction = step.instruction();
        int dst = instruction.dst();
        switch (step.operation()) {
            case Operation.Alu alu -> values[dst] = result(instruction, alu);
            case Operation.LoadWide _ -> values[dst] = new Value(code.value(step.slot()), false);
            case Operation.Swap _, Operation.Load _, Operation.AddressSpaceCast _ -> values[dst] = null;
            case Operation.Atomic atomic -> forget(atomic.op(), instruction);
            case Operation.Call _, Operation.LoadPacket _ -> Arrays.fill(values, 0, LAST_SCRATCH + 1, null);
            case Operation.Store _, Operation.Jump _, Operation.Goto _, Operation.MayGoto _, Operation.Exit _ -> {}
        }
    }

    private @Nullable Value result(Instruction instruction, Operation.Alu alu) {
        Value before = values[instruction.dst()];
        Value source = alu.immediate() ? new Value(instruction.imm(), false) : values[instruction.src()];
        if (source == null || alu.bits() != 64) {
            return null;
        }
        return switch (alu.op()) {
            case MOV -> source;
            case ADD ->
                before == null || source.inFrame()
                        ? null
                        : new Value(alu.op().apply(before.number(), source.number()), before.inFrame());
            default -> null;
        };
    }

    private void forget(AtomicOp op, Instruction instruction) {
        if (op == AtomicOp.CMPXCHG) {
            values[0] = null;
        } else if (op == AtomicOp.LOAD_ACQUIRE) {
            values[instruction.dst()] = null;
        } else if (op.fetches()) {
            values[instruction.src()] = null;
        }
    }
}
