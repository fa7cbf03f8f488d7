package io.polyprobe.verifier;

import io.polyprobe.isa.Operation;
import io.polyprobe.isa.Operation.Callee;
import io.polyprobe.isa.Operation.Wide;
import io.polyprobe.verifier.state.Frame;

/** How much stack a chain of functions takes together. */
final class StackDepth {
    /** What Linux' JIT for x86-64 rounds a function's stack to. */
    private static final int UNIT = 16;

    private final Analysis analysis;
    private final Flow flow;

    StackDepth(Analysis analysis) {
        this.analysis = analysis;
        this.flow = analysis.flow();
    }

    /** @throws Rejection where a chain takes more than there is, or calls too many functions within each other */
    void require() {
        require(0, 0, 1);
    }

    private void require(int function, int above, int frames) {
        int depth = above + (analysis.stackOf(function) + UNIT - 1) / UNIT * UNIT;
        if (depth > Frame.STACK) {
            throw Rejection.because(
                    "%d functions called within each other take %d bytes of stack together; there are %d"
                            .formatted(frames, depth, Frame.STACK),
                    "Move large variables into a per-CPU array, which has one value for each CPU.");
        }
        for (int slot = function; slot < flow.endOf(function); slot = flow.next(slot)) {
            boolean names = switch (flow.operation(slot)) {
                case Operation.Call call -> call.callee() == Callee.LOCAL;
                case Operation.LoadWide load -> load.wide() == Wide.FUNCTION;
                default -> false;
            };
            if (names) {
                if (frames == FunctionRules.FRAMES) {
                    throw Rejection.because(
                            "more than %d functions are called within each other".formatted(FunctionRules.FRAMES),
                            "Functions cannot call themselves: use a loop.");
                }
                require(flow.target(slot), depth, frames + 1);
            }
        }
    }
}
