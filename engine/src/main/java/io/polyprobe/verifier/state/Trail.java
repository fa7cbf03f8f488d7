package io.polyprobe.verifier.state;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a path came here: its turns, the last first.
 *
 * @param before the turns before, null for none
 * @param last null at the start
 */
public record Trail(@Nullable Trail before, @Nullable Step last) {
    public static final Trail START = new Trail(null, null);

    /**
     * A turn.
     *
     * @param slot the instruction where it was taken
     * @param text what happened, after the instruction's text
     */
    public record Step(int slot, String text) {}

    /** Whether it has a turn of that text. */
    public boolean contains(String text) {
        for (Trail at = this; at != null && at.last != null; at = at.before) {
            if (at.last.text().equals(text)) {
                return true;
            }
        }
        return false;
    }

    /** The last turns, in the order in which they were taken. */
    public List<Step> steps(int most) {
        var steps = new ArrayList<Step>();
        Trail at = this;
        while (at != null && at.last != null && steps.size() < most) {
            steps.add(at.last);
            at = at.before;
        }
        return steps.reversed();
    }
}
