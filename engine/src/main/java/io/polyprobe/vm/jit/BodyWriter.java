package io.polyprobe.vm.jit;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import io.polyprobe.isa.Condition;
import io.polyprobe.isa.Instruction;
import io.polyprobe.isa.Operation;
import io.polyprobe.vm.interpreter.Code;
import io.polyprobe.vm.jit.Function.Step;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a stretch of a function's instructions into a method. */
final class BodyWriter {
    private static final long LOW = 0xffff_ffffL;

    /** What differs between a method that is a whole function and one that is a part. */
    interface Surroundings {
        /** Ends the function with the r0 on the stack. */
        void exit();

        /** Goes on at a slot of another part. */
        void leave(int slot);
    }

    private final Function function;
    private final List<Step> steps;
    private final Emitter out;
    private final CodeBuilder code;
    private final ProgramWriter program;
    private final Surroundings surroundings;
    private final Known known;
    private final MemoryWriter memory;
    private final CallWriter calls;
    private final Map<Integer, Label> inside = new HashMap<>();
    private final Map<Integer, Label> outside = new TreeMap<>();

    BodyWriter(Function function, List<Step> steps, Emitter out, Surroundings surroundings) {
        this.function = function;
        this.steps = steps;
        this.out = out;
        this.code = out.code;
        this.program = out.program;
        this.surroundings = surroundings;
        known = new Known(program.code());
        memory = new MemoryWriter(out, known);
        calls = new CallWriter(out, known);
        steps.forEach(step -> inside.put(step.slot(), code.newLabel()));
    }

    /** Where a slot's instruction stands, or the way to it out of the stretch. */
    Label label(int slot) {
        Label label = inside.get(slot);
        return label != null ? label : outside.computeIfAbsent(slot, _ -> code.newLabel());
    }

    void write() {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            code.labelBinding(label(step.slot()));
            code.lineNumber(Listing.line(step.slot()));
            if (beginsBlock(i)) {
                count(i);
            }
            if (function.isTarget(step.slot())) {
                known.forgetAll();
            }
            write(step);
            known.execute(step);
            if (goesOn(step)) {
                fallThrough(step.next(), i + 1 < steps.size() ? steps.get(i + 1).slot() : Code.NOWHERE);
            }
        }
        outside.forEach((slot, label) -> {
            code.labelBinding(label);
            surroundings.leave(slot);
        });
        out.handlers();
    }

    private void fallThrough(int next, int following) {
        if (next == program.code().slots()) {
            refuse(next);
        } else if (next != following) {
            code.goto_(label(next));
        }
    }

    private boolean beginsBlock(int index) {
        return index == 0
                || function.isTarget(steps.get(index).slot())
                || steps.get(index - 1).operation() instanceof Operation.Jump;
    }

    /** Counts the instructions of a block before it runs; loops and functions look whether some are left. */
    private void count(int index) {
        if (!program.counts()) {
            return;
        }
        int length = 1;
        while (index + length < steps.size() && !beginsBlock(index + length)) {
            length++;
        }
        code.lload(Locals.REMAINING);
        code.loadConstant((long) length).lsub();
        code.lstore(Locals.REMAINING);
        int slot = steps.get(index).slot();
        if (function.isLoopHead(slot) || slot == function.entry()) {
            out.faulting(slot, () -> {
                code.lload(Locals.REMAINING);
                code.invokestatic(Names.GUARD, "requireBudget", MethodTypeDesc.of(CD_void, CD_long));
            });
        }
    }

    private boolean goesOn(Step step) {
        return switch (step.operation()) {
            case Operation.Goto _, Operation.Exit _ -> false;
            case Operation.Call(var callee)
            when callee == Operation.Callee.LOCAL -> program.code().target(step.slot()) != Code.NOWHERE;
            default -> !program.code().isRefused(step.slot());
        };
    }

    private void write(Step step) {
        int slot = step.slot();
        if (program.code().isRefused(slot)) {
            refuse(slot);
            return;
        }
        Instruction instruction = step.instruction();
        switch (step.operation()) {
            case Operation.Alu alu -> arithmetic(instruction, alu);
            case Operation.Swap(var swap, var bits) -> {
                Meaning.of(swap, "(JI)J").apply(code, _ -> out.push(instruction.dst()), _ -> code.loadConstant(bits));
                out.pop(instruction.dst());
            }
            case Operation.LoadWide _ -> {
                code.loadConstant(program.code().value(slot));
                out.pop(instruction.dst());
            }
            case Operation.Load(var size, var signed) -> memory.load(slot, instruction, size, signed);
            case Operation.Store(var size, var immediate) -> memory.store(slot, instruction, size, immediate);
            case Operation.Atomic(var op, var size) -> memory.atomic(slot, instruction, op, size);
            case Operation.Jump(var condition, var bits, var immediate) ->
                jump(slot, instruction, condition, bits, immediate);
            case Operation.Goto _ -> jump(slot);
            case Operation.MayGoto _ -> {
                Label stay = code.newLabel();
                out.pushRun();
                code.lload(Locals.REMAINING);
                out.callRun("isScarce", CD_boolean, CD_long);
                code.ifeq(stay);
                jump(slot);
                code.labelBinding(stay);
            }
            case Operation.Call(var callee)
            when callee == Operation.Callee.LOCAL ->
                calls.function(slot, program.code().target(slot));
            case Operation.Call _ -> calls.helper(slot, program.code().helper(slot), surroundings::exit);
            case Operation.Exit _ -> {
                out.push(0);
                surroundings.exit();
            }
            case Operation.LoadPacket(var size, var indirect) ->
                calls.packet(slot, instruction, size, indirect, surroundings::exit);
            case Operation.AddressSpaceCast _ -> throw new IllegalStateException("refused: " + instruction);
        }
    }

    private void refuse(int slot) {
        out.faulting(slot, () -> {
            program.pushCode(code);
            code.loadConstant(slot);
            code.invokestatic(Names.GUARD, "refused", MethodTypeDesc.of(Names.RUNTIME_EXCEPTION, Names.CODE, CD_int));
            code.athrow();
        });
    }

    private void arithmetic(Instruction instruction, Operation.Alu alu) {
        int dst = instruction.dst();
        int src = instruction.src();
        if (alu.bits() == 64) {
            Meaning.of(alu.op(), "(JJ)J").apply(code, _ -> out.push(dst), _ -> operand(instruction, alu.immediate()));
        } else {
            Meaning.of(alu.op(), "(II)I").apply(code, _ -> out.pushInt(dst), _ -> {
                if (alu.immediate()) {
                    code.loadConstant((int) instruction.imm());
                } else {
                    out.pushInt(src);
                }
            });
            code.i2l().loadConstant(LOW).land();
        }
        out.pop(dst);
    }

    private void operand(Instruction instruction, boolean immediate) {
        if (immediate) {
            code.loadConstant(instruction.imm());
        } else {
            out.push(instruction.src());
        }
    }

    /** Of 32 bits are the same conditions, of the sign-extended halves ({@link Condition#holds(int, int)}). */
    private void jump(int slot, Instruction instruction, Condition condition, int bits, boolean immediate) {
        int target = program.code().target(slot);
        Label taken = target == Code.NOWHERE ? code.newLabel() : label(target);
        Meaning.of(condition, "(JJ)Z").jump(code, taken, _ -> half(bits, () -> out.push(instruction.dst())), _ -> {
            if (immediate) {
                code.loadConstant(instruction.imm());
            } else {
                half(bits, () -> out.push(instruction.src()));
            }
        });
        if (target == Code.NOWHERE) {
            Label stay = code.newLabel();
            code.goto_(stay);
            code.labelBinding(taken);
            jump(slot);
            code.labelBinding(stay);
        }
    }

    private void half(int bits, Runnable push) {
        push.run();
        if (bits == 32) {
            code.l2i().i2l();
        }
    }

    private void jump(int slot) {
        int target = program.code().target(slot);
        if (target != Code.NOWHERE) {
            code.goto_(label(target));
            return;
        }
        out.faulting(slot, () -> {
            code.invokestatic(Names.RUN, "nowhere", MethodTypeDesc.of(Names.HELPER_FAULT));
            code.athrow();
        });
    }
}
