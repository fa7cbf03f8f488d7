package io.polyprobe.verifier.state;

import org.jspecify.annotations.Nullable;

/** A state that is kept, to end later paths that come by with no more than it allowed. */
public final class Checkpoint {
    private final State state;
    private final @Nullable Checkpoint parent;
    private int open = 1;
    private int hits;
    private int misses;

    /** Keeps a state as it is now. */
    public Checkpoint(State state) {
        this.state = state.copy();
        this.parent = state.parent();
    }

    public State state() {
        return state;
    }

    public @Nullable Checkpoint parent() {
        return parent;
    }

    /** Whether paths that go through it have not ended yet. */
    public boolean isOpen() {
        return open > 0;
    }

    /** One more path goes on from here. */
    public void fork() {
        open++;
    }

    /** A path that went through this point has ended. */
    public static void end(@Nullable Checkpoint checkpoint) {
        Checkpoint at = checkpoint;
        while (at != null && --at.open == 0) {
            at = at.parent;
        }
    }

    public void hit() {
        hits++;
    }

    /** Counts that it was of no use, and whether it never will be. */
    public boolean miss(int patience) {
        misses++;
        return misses > hits * patience + patience;
    }
}
