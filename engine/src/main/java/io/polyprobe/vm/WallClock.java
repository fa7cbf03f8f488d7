package io.polyprobe.vm;

import java.time.Duration;

/** Sleeps virtual time through in real time, measured from one wait's beginning so that small errors do not add up. */
final class WallClock {
    private final Pace pace;
    private final long virtualStart;
    private final long realStart = System.nanoTime();

    WallClock(Pace pace, long virtualStart) {
        this.pace = pace;
        this.virtualStart = virtualStart;
    }

    /** Returns when virtual time may be {@code time}; at {@link Pace#MAX} at once. */
    void await(long time) throws InterruptedException {
        if (pace == Pace.WALL) {
            long ahead = (time - virtualStart) - (System.nanoTime() - realStart);
            if (ahead > 0) {
                Thread.sleep(Duration.ofNanos(ahead));
            }
        }
    }
}
