package io.polyprobe.polyglot.script;

import io.polyprobe.vm.world.WorldSpec;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user wants of a target.
 *
 * @param seed decides all that happens in the virtual kernel's world
 * @param pace how fast its time passes
 * @param duration how long its world lasts, in its own time; null for ever
 * @param world where its events come from; null for the simulated world, or the ptrace world where there is a command
 * @param verifies whether it verifies programs before they run, as Linux does
 */
public record TargetOptions(
        Choice choice,
        long seed,
        Pace pace,
        @Nullable Duration duration,
        @Nullable WorldSpec world,
        boolean verifies) {
    /** What {@code polyprobe} does without options. */
    public static final TargetOptions DEFAULT = new TargetOptions(Choice.AUTO, 1, Pace.WALL, null, null, true);

    /** The same with a program to be traced, and its arguments. */
    public TargetOptions withCommand(List<String> command) {
        WorldSpec about = world == null ? new WorldSpec("ptrace", "", command) : world.withCommand(command);
        return new TargetOptions(choice, seed, pace, duration, about, verifies);
    }

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
