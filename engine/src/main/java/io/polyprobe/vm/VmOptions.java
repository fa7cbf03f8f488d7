package io.polyprobe.vm;

import java.time.Duration;
import java.util.Optional;

/**
 * How to open a virtual kernel.
 *
 * @param seed what happens in the simulated world: same seed, same events
 * @param limit how much virtual time passes before the world ends; empty for no end
 */
public record VmOptions(long seed, Pace pace, Optional<Duration> limit) {
    /** Seed 1, at the pace of the clock on the wall, without end. */
    public static final VmOptions DEFAULT = new VmOptions(1, Pace.WALL, Optional.empty());

    public VmOptions withSeed(long newSeed) {
        return new VmOptions(newSeed, pace, limit);
    }

    public VmOptions withPace(Pace newPace) {
        return new VmOptions(seed, newPace, limit);
    }

    public VmOptions withLimit(Duration newLimit) {
        return new VmOptions(seed, pace, Optional.of(newLimit));
    }
}
