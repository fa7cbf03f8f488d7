package io.polyprobe.verifier;

import io.polyprobe.isa.Operation;
import io.polyprobe.isa.Operation.Callee;
import io.polyprobe.verifier.state.Frame;
import java.util.HashMap;
import java.util.Map;

/**
 * How much stack a chain of functions takes together, by the rules of {@code check_max_stack_depth()}. In programs that
 * trace, Linux' JIT for x86-64 gives a function with much stack one of its own, so that its chain has no part in it.
 */
final class StackDepth {
    /** What Linux' JIT for x86-64 rounds a function's stack to. */
    private static final int UNIT = 16;
    /** {@code BPF_PRIV_STACK_MIN_SIZE}: from so many bytes on a function has a stack of its own. */
    private static final int OWN = 64;
    /** Below a function that makes tail calls there may be less than this, as the called program has 512 bytes again. */
    private static final int BEFORE_TAIL_CALL = 256;

    private final Analysis analysis;
    private final boolean own;
    private final Map<Integer, Entry> entries = new HashMap<>();

    /** The most frames and, maybe on another chain, the most bytes with which a function was found to be entered. */
    private record Entry(int frames, int bytes) {}

    StackDepth(Analysis analysis) {
        this.analysis = analysis;
        this.own = traces(analysis.subject())
                && analysis.flow().functions().stream().noneMatch(this::makesTailCalls);
    }

    /** Programs that cannot run again on a CPU before they have ended, so that one more stack for each CPU suffices. */
    private static boolean traces(Subject subject) {
        return switch (subject.type()) {
            case KPROBE, TRACEPOINT, PERF_EVENT, RAW_TRACEPOINT, TRACING, LSM -> true;
            default -> false;
        };
    }

    private boolean makesTailCalls(int function) {
        Flow flow = analysis.flow();
        for (int slot = function; slot < flow.endOf(function); slot = flow.next(slot)) {
            boolean helper = flow.operation(slot) instanceof Operation.Call call && call.callee() == Callee.HELPER;
            if (helper && flow.at(slot).imm() == HelperRules.TAIL_CALL) {
                return true;
            }
        }
        return false;
    }

    /** @throws Rejection where a chain takes more than there is, or calls too many functions within each other */
    void require() {
        follow(0, 0, 1);
    }

    private void follow(int function, int before, int frames) {
        // Neither has an influence on the other, so that a chain with no more of either finds nothing new.
        Entry known = entries.getOrDefault(function, new Entry(-1, -1));
        if (frames <= known.frames && before <= known.bytes) {
            return;
        }
        entries.put(function, new Entry(Math.max(frames, known.frames), Math.max(before, known.bytes)));
        if (frames > FunctionRules.FRAMES) {
            throw Rejection.because(
                    "%d functions are called within each other, more than %d".formatted(frames, FunctionRules.FRAMES));
        }
        if (function != 0 && before >= BEFORE_TAIL_CALL && makesTailCalls(function)) {
            throw Rejection.because(
                    "a function makes a tail call where its callers use %d bytes of stack; there may be less than %d"
                            .formatted(before, BEFORE_TAIL_CALL),
                    "Make the tail call in the program's own function, or move large variables into a per-CPU array.");
        }
        int bytes = (analysis.stackOf(function) + UNIT - 1) / UNIT * UNIT;
        int depth = own && bytes >= OWN ? before : before + bytes;
        if (depth > Frame.STACK) {
            throw Rejection.because(
                    "functions called within each other take %d bytes of stack together; there are %d"
                            .formatted(depth, Frame.STACK),
                    "Move large variables into a per-CPU array, which has one value for each CPU.");
        }
        analysis.flow().calleesOf(function).forEach(callee -> follow(callee, depth, frames + 1));
    }
}
