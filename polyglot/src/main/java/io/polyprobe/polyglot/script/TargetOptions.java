package io.polyprobe.polyglot.script;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the user wants of a target.
 *
 * @param seed decides all that happens in the virtual kernel's world
 * @param pace how fast its time passes
 * @param duration how long its world lasts, in its own time; null for ever
 */
public record TargetOptions(
        Choice choice, long seed, Pace pace, @Nullable Duration duration) {
    /** What {@code polyprobe} does without options. */
    public static final TargetOptions DEFAULT = new TargetOptions(Choice.AUTO, 1, Pace.WALL, null);

    /** Where programs run. */
    public enum Choice {
        /** The kernel where it can be used, else the virtual kernel. */
        AUTO,
        VM,
        KERNEL
    }

    /** How the virtual kernel's time passes. */
    public enum Pace {
        /** As the clock on the wall. */
        WALL,
        /** As fast as the machine can. */
        MAX
    }
}
