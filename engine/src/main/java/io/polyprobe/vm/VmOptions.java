package io.polyprobe.vm;

import java.time.Duration;
import java.util.Optional;

/**
 * How to open a virtual kernel.
 *
 * @param seed what happens in the simulated world: same seed, same events
 * @param limit how much virtual time passes before the world ends; empty for no end
 * @param compileAfter how often a program is interpreted before it is compiled: 0 to compile it at once, {@link #NEVER}
 *     to leave it to the interpreter. What programs compute does not depend on it.
 */
public record VmOptions(long seed, Pace pace, Optional<Duration> limit, int compileAfter) {
    /** So many runs that no program reaches them. */
    public static final int NEVER = Integer.MAX_VALUE;

    /** Seed 1, at the pace of the clock on the wall, without end; programs that run often are compiled. */
    public static final VmOptions DEFAULT = new VmOptions(1, Pace.WALL, Optional.empty());

    private static final int WORTH_COMPILING = 1_000;

    /** With programs compiled that run often. */
    public VmOptions(long seed, Pace pace, Optional<Duration> limit) {
        this(seed, pace, limit, WORTH_COMPILING);
    }

    public VmOptions withSeed(long newSeed) {
        return new VmOptions(newSeed, pace, limit, compileAfter);
    }

    public VmOptions withPace(Pace newPace) {
        return new VmOptions(seed, newPace, limit, compileAfter);
    }

    public VmOptions withLimit(Duration newLimit) {
        return new VmOptions(seed, pace, Optional.of(newLimit), compileAfter);
    }

    public VmOptions withCompileAfter(int runs) {
        return new VmOptions(seed, pace, limit, runs);
    }
}
