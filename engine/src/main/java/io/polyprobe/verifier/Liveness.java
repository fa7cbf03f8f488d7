package io.polyprobe.verifier;

import io.polyprobe.isa.AluOp;
import io.polyprobe.isa.AtomicOp;
import io.polyprobe.isa.Instruction;
import io.polyprobe.isa.Operation;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Which registers are read, from some instruction on, before they are written: the others need not be compared. A
 * dataflow analysis, backwards to a fixed point.
 */
final class Liveness {
    private static final int ARGUMENTS = 0b111110;
    private static final int SCRATCH = 0b111111;

    private Liveness() {}

    static void of(Flow flow, int[] live) {
        var predecessors = new Predecessors(flow);
        // What is still to be looked at; a slot comes back only when more is read behind it, at most once a register.
        var open = new ArrayDeque<Integer>();
        for (int slot = 0; slot < flow.slots(); slot++) {
            if (flow.isInstruction(slot)) {
                open.push(slot);
            }
        }
        while (!open.isEmpty()) {
            int slot = open.pop();
            int out = 0;
            for (int to : flow.successors(slot)) {
                out |= live[to];
            }
            int in = reads(flow, slot) | (out & ~writes(flow, slot));
            if (in != live[slot]) {
                live[slot] = in;
                predecessors.forEach(slot, open::push);
            }
        }
    }

    /** From where control comes to each slot: lists in two arrays, as many may lead to one. */
    private static final class Predecessors {
        /** An instruction has at most two successors, and so two edges. */
        private static final int EDGES = 2;

        private final int[] first;
        private final int[] next;

        Predecessors(Flow flow) {
            first = new int[flow.slots()];
            next = new int[flow.slots() * EDGES];
            Arrays.fill(first, -1);
            for (int slot = 0; slot < flow.slots(); slot++) {
                if (flow.isInstruction(slot)) {
                    int edge = slot * EDGES;
                    for (int to : flow.successors(slot)) {
                        next[edge] = first[to];
                        first[to] = edge++;
                    }
                }
            }
        }

        void forEach(int slot, IntConsumer action) {
            for (int edge = first[slot]; edge >= 0; edge = next[edge]) {
                action.accept(edge / EDGES);
            }
        }
    }

    private static int reads(Flow flow, int slot) {
        Instruction at = flow.at(slot);
        int dst = 1 << at.dst();
        int src = 1 << at.src();
        return switch (flow.operation(slot)) {
            case Operation.Alu alu -> {
                boolean unary = alu.op() == AluOp.MOV || alu.op().isCast();
                yield (unary ? 0 : dst) | (alu.immediate() ? 0 : src);
            }
            case Operation.Swap _ -> dst;
            case Operation.AddressSpaceCast _, Operation.Load _ -> src;
            case Operation.Jump jump -> dst | (jump.immediate() ? 0 : src);
            case Operation.Store store -> dst | (store.immediate() ? 0 : src);
            case Operation.Atomic atomic -> dst | src | (atomic.op() == AtomicOp.CMPXCHG ? 1 : 0);
            case Operation.Call _ -> ARGUMENTS;
            case Operation.Exit _ -> 1;
            case Operation.LoadPacket load -> 1 << 6 | (load.indirect() ? src : 0);
            case Operation.Goto _, Operation.MayGoto _, Operation.LoadWide _ -> 0;
        };
    }

    private static int writes(Flow flow, int slot) {
        Instruction at = flow.at(slot);
        int dst = 1 << at.dst();
        return switch (flow.operation(slot)) {
            case Operation.Alu _,
                    Operation.Swap _,
                    Operation.AddressSpaceCast _,
                    Operation.Load _,
                    Operation.LoadWide _ -> dst;
            case Operation.Atomic atomic ->
                atomic.op() == AtomicOp.CMPXCHG
                        ? 1
                        : atomic.op() == AtomicOp.LOAD_ACQUIRE
                                ? dst
                                : atomic.op().fetches() ? 1 << at.src() : 0;
            case Operation.Call _, Operation.LoadPacket _ -> SCRATCH;
            case Operation.Jump _, Operation.Store _, Operation.Exit _, Operation.Goto _, Operation.MayGoto _ -> 0;
        };
    }
}
