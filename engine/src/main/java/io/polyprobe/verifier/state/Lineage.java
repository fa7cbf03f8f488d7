package io.polyprobe.verifier.state;

import java.util.ArrayDeque;

/**
 * From which quantities one was computed, and whether its exact range has mattered: for an access, for the only way that
 * a jump could go. A mark goes back to all that it came from, so states that hold those know it.
 */
public final class Lineage {
    private static final Lineage[] NONE = {};

    private Lineage[] origins;
    private boolean precise;

    private Lineage(Lineage[] origins) {
        this.origins = origins;
    }

    /** Of what comes from outside: memory, a helper, an immediate. */
    static Lineage root() {
        return new Lineage(NONE);
    }

    static Lineage of(Lineage... origins) {
        return new Lineage(origins);
    }

    public boolean isPrecise() {
        return precise;
    }

    void mark() {
        if (precise) {
            return;
        }
        var open = new ArrayDeque<Lineage>();
        open.push(this);
        while (!open.isEmpty()) {
            Lineage next = open.pop();
            if (!next.precise) {
                next.precise = true;
                for (Lineage origin : next.origins) {
                    open.push(origin);
                }
                // What is marked need not be found again: the garbage collector may have it.
                next.origins = NONE;
            }
        }
    }
}
