package io.polyprobe.vm.world.pcap;

import io.polyprobe.vm.world.VirtualKernel;
import io.polyprobe.vm.world.World;
import io.polyprobe.vm.world.WorldFactory;
import io.polyprobe.vm.world.WorldSpec;
import io.polyprobe.vm.world.Worlds;

/** Makes worlds of captures. */
public final class PcapWorlds implements WorldFactory {
    @Override
    public String name() {
        return "pcap";
    }

    @Override
    public String summary() {
        return "packets of captures, as in pcap:eth0=FILE";
    }

    @Override
    public World open(VirtualKernel kernel, WorldSpec spec) {
        Worlds.requireNoCommand(spec);
        return new PcapWorld(kernel, PcapOptions.parse(spec));
    }
}
