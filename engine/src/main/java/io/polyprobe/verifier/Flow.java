package io.polyprobe.verifier;

import io.polyprobe.isa.Disassembler;
import io.polyprobe.isa.Instruction;
import io.polyprobe.isa.InstructionSet;
import io.polyprobe.isa.Operation;
import io.polyprobe.isa.Operation.Callee;
import io.polyprobe.isa.Operation.Wide;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A program's shape, which no path changes: its instructions by slot, where its functions begin, where control can go
 * from each.
 */
final class Flow {
    /** Far more than may run within each other, and few enough to follow them recursively. */
    private static final int LONGEST_CHAIN = 256;

    private final @Nullable Instruction[] instructions;
    private final @Nullable Operation[] operations;
    private final NavigableSet<Integer> functions = new TreeSet<>();
    private final Map<Integer, Set<Integer>> callees = new HashMap<>();
    private final BitSet joins = new BitSet();
    private final int[] live;

    private Flow(List<Instruction> code) {
        int slots = code.stream().mapToInt(Instruction::slots).sum();
        instructions = new Instruction[slots];
        operations = new Operation[slots];
        int slot = 0;
        for (Instruction instruction : code) {
            instructions[slot] = instruction;
            operations[slot] = InstructionSet.operation(instruction);
            slot += instruction.slots();
        }
        live = new int[slots];
    }

    /**
     * Reads a program.
     *
     * @throws Misshapen where it is none, on whatever path
     */
    static Flow of(List<Instruction> code) {
        var flow = new Flow(code);
        if (flow.slots() == 0) {
            throw new Misshapen(0, Rejection.because("there are no instructions"));
        }
        flow.findFunctions();
        flow.requireBounds();
        flow.findCallees();
        flow.requireReachable();
        Liveness.of(flow, flow.live);
        return flow;
    }

    /** A program that is wrong at some slot, on no particular path. */
    static final class Misshapen extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int slot;
        private final Rejection rejection;

        Misshapen(int slot, Rejection rejection) {
            super(rejection);
            this.slot = slot;
            this.rejection = rejection;
        }

        int slot() {
            return slot;
        }

        Rejection rejection() {
            return rejection;
        }
    }

    int slots() {
        return instructions.length;
    }

    /** The instruction that begins at a slot, as one surely does. */
    Instruction at(int slot) {
        Instruction instruction = instructions[slot];
        if (instruction == null) {
            throw new IllegalArgumentException("no instruction begins at " + slot);
        }
        return instruction;
    }

    Operation operation(int slot) {
        Operation operation = operations[slot];
        if (operation == null) {
            throw new IllegalArgumentException("no instruction begins at " + slot);
        }
        return operation;
    }

    boolean isInstruction(int slot) {
        return slot >= 0 && slot < instructions.length && instructions[slot] != null;
    }

    String text(int slot) {
        return isInstruction(slot) ? Disassembler.text(at(slot)) : "";
    }

    boolean isFunction(int slot) {
        return functions.contains(slot);
    }

    NavigableSet<Integer> functions() {
        return functions;
    }

    /** The functions that one calls, or hands out the addresses of. */
    Set<Integer> calleesOf(int function) {
        return callees.getOrDefault(function, Set.of());
    }

    /** The slot behind a function's last. */
    int endOf(int function) {
        Integer next = functions.higher(function);
        return next == null ? slots() : next;
    }

    /** Whether paths meet or part there, which makes it worth to look for states that were seen before. */
    boolean isJoin(int slot) {
        return joins.get(slot);
    }

    /** The registers that are read before they are written from there, a bit for each. */
    int live(int slot) {
        return live[slot];
    }

    int next(int slot) {
        return slot + at(slot).slots();
    }

    /** Where a jump goes, or a call of a local function, or a function's address. */
    int target(int slot) {
        Instruction at = at(slot);
        return switch (operation(slot)) {
            case Operation.Goto g when g.far() -> slot + 1 + (int) at.imm();
            case Operation.Goto _, Operation.Jump _, Operation.MayGoto _ -> slot + 1 + at.offset();
            default -> slot + 1 + (int) at.imm();
        };
    }

    /** Where control can go within the function. */
    int[] successors(int slot) {
        return switch (operation(slot)) {
            case Operation.Exit _ -> new int[0];
            case Operation.Goto _ -> new int[] {target(slot)};
            case Operation.Jump _, Operation.MayGoto _ -> new int[] {target(slot), slot + 1};
            default -> new int[] {next(slot)};
        };
    }

    private boolean namesFunction(int slot) {
        return switch (operation(slot)) {
            case Operation.Call call -> call.callee() == Callee.LOCAL;
            case Operation.LoadWide load -> load.wide() == Wide.FUNCTION;
            default -> false;
        };
    }

    private void findFunctions() {
        functions.add(0);
        for (int slot = 0; slot < slots(); slot++) {
            if (isInstruction(slot) && namesFunction(slot)) {
                int target = target(slot);
                if (!isInstruction(target)) {
                    throw new Misshapen(
                            slot, Rejection.because("it names a function at %d, where none begins".formatted(target)));
                }
                functions.add(target);
            }
        }
    }

    private void findCallees() {
        for (int function : functions) {
            Set<Integer> named = new LinkedHashSet<>();
            for (int slot = function; slot < endOf(function); slot = next(slot)) {
                if (namesFunction(slot)) {
                    named.add(target(slot));
                }
            }
            callees.put(function, named);
        }
        Set<Integer> finished = new HashSet<>();
        for (int function : functions) {
            requireNoCircle(function, new LinkedHashSet<>(), finished);
        }
    }

    /** @param chain the functions that lead to this one */
    private void requireNoCircle(int function, Set<Integer> chain, Set<Integer> finished) {
        if (finished.contains(function)) {
            return;
        }
        if (!chain.add(function)) {
            throw new Misshapen(
                    function,
                    Rejection.because(
                            "functions call each other in a circle, this one among them",
                            "Functions cannot call themselves: use a loop."));
        }
        if (chain.size() > LONGEST_CHAIN) {
            throw new Misshapen(
                    function, Rejection.because("more than %d functions call each other".formatted(LONGEST_CHAIN)));
        }
        calleesOf(function).forEach(callee -> requireNoCircle(callee, chain, finished));
        chain.remove(function);
        finished.add(function);
    }

    private void requireBounds() {
        for (int function : functions) {
            int end = endOf(function);
            for (int slot = function; slot < end; slot = next(slot)) {
                for (int to : successors(slot)) {
                    requireInside(slot, to, function, end);
                }
            }
        }
    }

    private void requireInside(int slot, int to, int function, int end) {
        boolean jumps = to != next(slot);
        if (to >= function && to < end) {
            if (!isInstruction(to)) {
                throw new Misshapen(slot, Rejection.because("it jumps into the middle of an instruction"));
            }
            boolean parts = operation(slot) instanceof Operation.Jump || operation(slot) instanceof Operation.MayGoto;
            if (parts) {
                joins.set(slot);
            }
            boolean calls = operation(slot) instanceof Operation.Call c && c.callee() == Callee.LOCAL;
            if (jumps || parts || calls) {
                joins.set(to);
            }
            return;
        }
        throw new Misshapen(
                slot,
                jumps
                        ? Rejection.because("it jumps to %d, outside its function".formatted(to))
                        : Rejection.because(
                                "control runs past the end of the function",
                                "End each function with a return (exit)."));
    }

    private void requireReachable() {
        var seen = new BitSet();
        var open = new ArrayDeque<Integer>();
        open.push(0);
        seen.set(0);
        while (!open.isEmpty()) {
            int slot = open.pop();
            int[] next = successors(slot);
            if (namesFunction(slot)) {
                next = Arrays.copyOf(next, next.length + 1);
                next[next.length - 1] = target(slot);
            }
            for (int to : next) {
                if (!seen.get(to)) {
                    seen.set(to);
                    open.push(to);
                }
            }
        }
        for (int slot = 0; slot < slots(); slot = next(slot)) {
            if (!seen.get(slot)) {
                throw new Misshapen(
                        slot,
                        Rejection.because(
                                "nothing ever leads to this instruction",
                                "Remove the code that is never reached; compilers do at -O1 and above."));
            }
        }
    }
}
