package io.polyprobe.verifier;

import io.polyprobe.verifier.state.Checkpoint;
import io.polyprobe.verifier.state.Cover;
import io.polyprobe.verifier.state.Cover.Precision;
import io.polyprobe.verifier.state.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The states that were seen where paths meet. When to keep one, and when to throw it away, are Linux' choices ({@code
 * is_state_visited()}): many states cost memory and time to compare with, few let paths be walked twice.
 */
final class Memory {
    private static final int JUMPS_BETWEEN = 2;
    private static final int INSTRUCTIONS_BETWEEN = 8;
    private static final int JUMPS_IN_LOOP = 20;
    private static final int INSTRUCTIONS_IN_LOOP = 100;
    private static final int PATIENCE = 3;
    private static final int PATIENCE_IN_LOOP = 64;

    /** How often states are joined at one place before numbers there may be any, and before it is given up. */
    private static final int JOINED = 4;

    private static final int JOINED_AT_MOST = 200;

    private final Flow flow;
    private final IntPredicate isLoop;
    private final boolean faithful;
    private final Map<Integer, Integer> joined = new HashMap<>();
    private final Map<Integer, List<Checkpoint>> kept = new HashMap<>();
    private long jumps;
    private long lastJumps;
    private long lastProcessed;

    /**
     * @param faithful whether paths may end only where they are the same as others in all that can be told of them, not
     *     only in what matters for the verdict
     */
    Memory(Flow flow, boolean faithful, IntPredicate isLoop) {
        this.flow = flow;
        this.faithful = faithful;
        this.isLoop = isLoop;
    }

    void countJump() {
        jumps++;
    }

    int size() {
        return kept.values().stream().mapToInt(List::size).sum();
    }

    /**
     * Whether a path need not go on, since another one stood for it. Otherwise it may be kept for those to come.
     *
     * @throws Rejection where the path is in a loop that changes nothing
     */
    boolean ends(State state, long processed) {
        int slot = state.slot();
        boolean loop = isLoop.test(slot);
        boolean due = jumps - lastJumps >= JUMPS_BETWEEN && processed - lastProcessed >= INSTRUCTIONS_BETWEEN;
        boolean keep = loop || due;
        List<Checkpoint> here = kept.computeIfAbsent(slot, _ -> new ArrayList<>());
        for (Iterator<Checkpoint> all = here.iterator(); all.hasNext(); ) {
            Checkpoint checkpoint = all.next();
            State older = checkpoint.state();
            if (older.frames().size() != state.frames().size()) {
                continue;
            }
            if (checkpoint.isOpen()) {
                if (loop) {
                    boolean again = older.gotos() != state.gotos()
                            || older.frame().depth() != state.frame().depth();
                    if (again && Cover.covers(older, state, Precision.WITHIN, flow::live)) {
                        Cover.inheritAll(state);
                        return true;
                    }
                } else if (older.gotos() == state.gotos() && Cover.covers(older, state, Precision.SAME, flow::live)) {
                    throw Rejection.because(
                            "the program comes here again with nothing changed: the loop would never end",
                            "Count the rounds, and let the number be tested against a bound.");
                }
                boolean recent = jumps - lastJumps < JUMPS_IN_LOOP && processed - lastProcessed < INSTRUCTIONS_IN_LOOP;
                keep &= loop || !recent;
            } else if (Cover.covers(older, state, Precision.WHAT_MATTERED, flow::live)) {
                if (faithful && !Cover.covers(older, state, Precision.WITHIN, flow::live)) {
                    blend(older, state);
                    keep = true;
                    continue;
                }
                checkpoint.hit();
                Cover.inherit(older, state);
                return true;
            }
            // Those that are open go too, or each round of a long loop would be compared with all before it.
            if (keep && checkpoint.miss(loop && checkpoint.isOpen() ? PATIENCE_IN_LOOP : PATIENCE)) {
                all.remove();
            }
        }
        if (keep) {
            var checkpoint = new Checkpoint(state);
            here.add(checkpoint);
            state.setParent(checkpoint);
            lastJumps = jumps;
            lastProcessed = processed;
        }
        return false;
    }

    private void blend(State older, State state) {
        int times = joined.merge(state.slot(), 1, Integer::sum);
        if (times > JOINED_AT_MOST) {
            throw Rejection.because("too many states differ here to tell what they have in common");
        }
        new Blend(times > JOINED).into(older, state, flow::live);
    }

    /** Loses what changed since the path was here last and has not mattered, so that the next round is like all. */
    void widen(State state, int slot) {
        for (Checkpoint at = state.parent(); at != null; at = at.parent()) {
            State before = at.state();
            if (before.slot() == slot
                    && before.frames().size() == state.frames().size()
                    && before.gotos() < state.gotos() - 1) {
                CallbackRules.widen(before, state);
                return;
            }
        }
    }
}
