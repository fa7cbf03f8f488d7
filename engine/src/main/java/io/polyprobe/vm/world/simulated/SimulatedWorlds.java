package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.VirtualKernel;
import io.polyprobe.vm.world.World;
import io.polyprobe.vm.world.WorldFactory;
import io.polyprobe.vm.world.WorldSpec;
import io.polyprobe.vm.world.Worlds;
import io.polyprobe.vm.world.simulated.scenario.Scenario;
import io.polyprobe.vm.world.simulated.scenario.ScenarioReader;
import java.nio.file.Path;

/** Makes simulated worlds: {@code simulated}, or {@code simulated:FILE.yaml} for a scenario of one's own. */
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
        Worlds.requireNoCommand(spec);
        Scenario scenario =
                spec.options().isEmpty() ? ScenarioReader.builtIn() : ScenarioReader.read(Path.of(spec.options()));
        return new SimulatedWorld(kernel, scenario);
    }
}
