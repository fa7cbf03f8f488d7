package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.VirtualKernel;
import io.polyprobe.vm.world.World;
import io.polyprobe.vm.world.WorldFactory;
import io.polyprobe.vm.world.WorldSpec;
import io.polyprobe.vm.world.Worlds;

/** Makes simulated worlds. */
public final class SimulatedWorlds implements WorldFactory {
    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public String summary() {
        return "a small machine that there is not";
    }

    @Override
    public World open(VirtualKernel kernel, WorldSpec spec) {
        Worlds.requireNoOptions(spec);
        Worlds.requireNoCommand(spec);
        return new SimulatedWorld(
                kernel.seed(), kernel.memory(), kernel.heap(), kernel.types(), kernel.hits(), kernel.trace());
    }
}
