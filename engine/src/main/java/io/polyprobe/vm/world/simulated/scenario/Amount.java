package io.polyprobe.vm.world.simulated.scenario;

import java.util.Random;

/** A number that may be another one each time: nanoseconds, bytes or pieces. */
public sealed interface Amount {
    /** The number for this time. */
    long draw(Random random);

    static Amount of(long value) {
        return new Fixed(value);
    }

    /** Always the same. */
    record Fixed(long value) implements Amount {
        @Override
        public long draw(Random random) {
            return value;
        }
    }

    /** Each number between two bounds, both included, as likely as the others. */
    record Uniform(long low, long high) implements Amount {
        @Override
        public long draw(Random random) {
            return low + random.nextLong(high - low + 1);
        }
    }

    /**
     * Mostly little and at times much, as times between customers are: the exponential distribution, cut off at 20
     * times the mean.
     */
    record About(long mean) implements Amount {
        private static final int MOST = 20;

        @Override
        public long draw(Random random) {
            return (long) Math.min(MOST * (double) mean, -Math.log(1 - random.nextDouble()) * mean);
        }
    }
}
