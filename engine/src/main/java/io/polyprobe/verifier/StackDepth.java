package io.polyprobe.verifier;

import io.polyprobe.verifier.state.Frame;
import java.util.HashMap;
import java.util.Map;

/** How much stack a chain of functions takes together. Each function is looked at once, as they do not call themselves. */
final class StackDepth {
    /** What Linux' JIT for x86-64 rounds a function's stack to. */
    private static final int UNIT = 16;

    private final Analysis analysis;
    private final Map<Integer, Need> needs = new HashMap<>();

    /** What a function and those that it calls take at most, each at its worst. */
    private record Need(int bytes, int frames) {}

    StackDepth(Analysis analysis) {
        this.analysis = analysis;
    }

    /** @throws Rejection where a chain takes more than there is, or calls too many functions within each other */
    void require() {
        Need need = need(0);
        if (need.bytes > Frame.STACK) {
            throw Rejection.because(
                    "functions called within each other take %d bytes of stack together; there are %d"
                            .formatted(need.bytes, Frame.STACK),
                    "Move large variables into a per-CPU array, which has one value for each CPU.");
        }
        if (need.frames > FunctionRules.FRAMES) {
            throw Rejection.because("%d functions are called within each other, more than %d"
                    .formatted(need.frames, FunctionRules.FRAMES));
        }
    }

    private Need need(int function) {
        Need known = needs.get(function);
        if (known != null) {
            return known;
        }
        int bytes = 0;
        int frames = 0;
        for (int callee : analysis.flow().calleesOf(function)) {
            Need need = need(callee);
            bytes = Math.max(bytes, need.bytes);
            frames = Math.max(frames, need.frames);
        }
        var all = new Need(bytes + (analysis.stackOf(function) + UNIT - 1) / UNIT * UNIT, frames + 1);
        needs.put(function, all);
        return all;
    }
}
