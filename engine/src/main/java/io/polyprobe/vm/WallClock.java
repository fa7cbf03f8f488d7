package io.polyprobe.vm;

import io.polyprobe.vm.world.Pacing;
import java.time.Duration;

/** Sleeps virtual time through in real time, measured from one wait's beginning so that small errors do not add up. */
final class WallClock implements Pacing {
    private final Pace pace;
    private final long virtualStart;
    private final long realStart = System.nanoTime();

    WallClock(Pace pace, long virtualStart) {
        this.pace = pace;
        this.virtualStart = virtualStart;
    }

    /** At {@link Pace#MAX} it returns at once. */
    @Override
    public void await(long time) throws InterruptedException {
        if (pace == Pace.WALL) {
            long ahead = (time - virtualStart) - (System.nanoTime() - realStart);
            if (ahead > 0) {
                Thread.sleep(Duration.ofNanos(ahead));
            }
        }
    }
}
