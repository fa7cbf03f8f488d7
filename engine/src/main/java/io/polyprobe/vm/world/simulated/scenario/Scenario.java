package io.polyprobe.vm.world.simulated.scenario;

import java.util.List;

/** All processes that there are from the beginning. */
public record Scenario(List<Resident> residents) {
    public Scenario {
        residents = List.copyOf(residents);
    }
}
