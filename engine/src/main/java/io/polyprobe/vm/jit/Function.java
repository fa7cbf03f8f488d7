package io.polyprobe.vm.jit;

import io.polyprobe.isa.Instruction;
import io.polyprobe.isa.InstructionSet;
import io.polyprobe.isa.Operation;
import io.polyprobe.vm.interpreter.Code;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A function of a program as its jumps draw it: the instructions that can be reached from its first one. What cannot is
 * left out; what two functions can reach belongs to both.
 */
final class Function {
    private static final int FRAME_POINTER = 10;

    /** An instruction with what it does; none, where the program must not go there. */
    record Step(int slot, Instruction instruction, Operation operation) {
        int next() {
            return slot + instruction.slots();
        }
    }

    private final Code code;
    private final int entry;

    /** By slot. */
    private final NavigableMap<Integer, Step> steps = new TreeMap<>();

    /** Slots that jumps lead to. */
    private final BitSet targets = new BitSet();

    /** Slots that jumps from later ones lead to: each loop has one. */
    private final BitSet heads = new BitSet();

    Function(Code code, int entry) {
        this.code = code;
        this.entry = entry;
        targets.set(entry);
        var open = new ArrayDeque<Integer>(List.of(entry));
        while (!open.isEmpty()) {
            int slot = open.remove();
            if (!steps.containsKey(slot)) {
                reach(slot, open);
            }
        }
    }

    private void reach(int slot, ArrayDeque<Integer> open) {
        Instruction instruction = code.instruction(slot).orElse(null);
        if (instruction == null) {
            return; // past the last instruction
        }
        var step = new Step(slot, instruction, InstructionSet.operation(instruction));
        steps.put(slot, step);
        switch (step.operation()) {
            case Operation.Jump _, Operation.MayGoto _ -> {
                jump(slot, open);
                open.add(step.next());
            }
            case Operation.Goto _ -> jump(slot, open);
            case Operation.Exit _ -> {}
            default -> {
                if (!code.isRefused(slot)) {
                    open.add(step.next());
                }
            }
        }
    }

    private void jump(int slot, ArrayDeque<Integer> open) {
        int target = code.target(slot);
        if (target != Code.NOWHERE) {
            targets.set(target);
            if (target <= slot) {
                heads.set(target);
            }
            open.add(target);
        }
    }

    /** The slot of its first instruction, by which it is called. */
    int entry() {
        return entry;
    }

    /** Its instructions in ascending order. */
    List<Step> steps() {
        return new ArrayList<>(steps.values());
    }

    boolean isTarget(int slot) {
        return targets.get(slot);
    }

    boolean isLoopHead(int slot) {
        return heads.get(slot);
    }

    /** Whether it touches its frame's memory, or tells someone where it is. */
    boolean usesFrame() {
        return steps.values().stream()
                .map(Step::instruction)
                .anyMatch(each -> each.dst() == FRAME_POINTER || each.src() == FRAME_POINTER);
    }

    /** The functions that it calls or takes the address of, by their first slot. */
    List<Integer> callees() {
        var callees = new ArrayList<Integer>();
        for (Step step : steps.values()) {
            int callee = switch (step.operation()) {
                case Operation.Call(var kind) when kind == Operation.Callee.LOCAL -> code.target(step.slot());
                case Operation.LoadWide(var wide)
                when wide == Operation.Wide.FUNCTION -> code.functionSlot(code.value(step.slot()));
                default -> Code.NOWHERE;
            };
            if (callee != Code.NOWHERE) {
                callees.add(callee);
            }
        }
        return callees;
    }
}
