package io.polyprobe.ptrace;

import io.polyprobe.vm.world.VirtualKernel;
import io.polyprobe.vm.world.World;
import io.polyprobe.vm.world.WorldFactory;
import io.polyprobe.vm.world.WorldSpec;

/** Makes worlds out of real programs. */
public final class PtraceWorlds implements WorldFactory {
    @Override
    public String name() {
        return "ptrace";
    }

    @Override
    public String summary() {
        return "a real program";
    }

    @Override
    public World open(VirtualKernel kernel, WorldSpec spec) {
        Registers.requireMachine();
        return new PtraceWorld(kernel, Options.read(spec));
    }
}
