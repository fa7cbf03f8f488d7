package io.polyprobe.vm;

import io.polyprobe.vm.world.WorldSpec;
import java.time.Duration;
import java.util.Optional;

/**
 * How to open a virtual kernel.
 *
 * @param world where its events come from
 * @param seed what chance in the world follows from: same seed, same events
 * @param pace how fast virtual time passes; a world in real time goes by the clock on the wall
 * @param limit how much time passes before the world ends; empty for no end
 * @param compileAfter how often a program is interpreted before it is compiled: 0 to compile it at once, {@link #NEVER}
 *     to leave it to the interpreter. What programs compute does not depend on it.
 * @param verifies whether programs are verified when they are loaded, as Linux does it. If not, they are interpreted
 *     alone, each of their accesses is checked when it happens, and a program that does what none may, or reads stack
 *     that it has not written, ends in a fault.
 */
public record VmOptions(
        WorldSpec world, long seed, Pace pace, Optional<Duration> limit, int compileAfter, boolean verifies) {
    /** So many runs that no program reaches them. */
    public static final int NEVER = Integer.MAX_VALUE;

    /** The simulated world with seed 1, at the pace of the clock on the wall, without end; programs that run often are compiled. */
    public static final VmOptions DEFAULT = new VmOptions(1, Pace.WALL, Optional.empty());

    private static final int WORTH_COMPILING = 1_000;

    /** The simulated world, with programs verified, and compiled if they run often. */
    public VmOptions(long seed, Pace pace, Optional<Duration> limit) {
        this(WorldSpec.SIMULATED, seed, pace, limit, WORTH_COMPILING, true);
    }

    public VmOptions withWorld(WorldSpec newWorld) {
        return new VmOptions(newWorld, seed, pace, limit, compileAfter, verifies);
    }

    public VmOptions withSeed(long newSeed) {
        return new VmOptions(world, newSeed, pace, limit, compileAfter, verifies);
    }

    public VmOptions withPace(Pace newPace) {
        return new VmOptions(world, seed, newPace, limit, compileAfter, verifies);
    }

    public VmOptions withLimit(Duration newLimit) {
        return new VmOptions(world, seed, pace, Optional.of(newLimit), compileAfter, verifies);
    }

    public VmOptions withCompileAfter(int runs) {
        return new VmOptions(world, seed, pace, limit, runs, verifies);
    }

    /** With programs taken as they are. */
    public VmOptions unverified() {
        return new VmOptions(world, seed, pace, limit, compileAfter, false);
    }
}
