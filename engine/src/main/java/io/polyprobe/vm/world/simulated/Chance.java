package io.polyprobe.vm.world.simulated;

import java.util.List;
import java.util.Random;

/** Decisions of the simulated world: the same ones for the same seed, on every machine. */
final class Chance {
    private final Random random;

    Chance(Random random) {
        this.random = random;
    }

    /** What all chance here comes from. */
    Random source() {
        return random;
    }

    /** From 0 to below a bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** From {@code low} to {@code high}, both included. */
    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
