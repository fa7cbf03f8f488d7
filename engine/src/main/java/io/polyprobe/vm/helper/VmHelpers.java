package io.polyprobe.vm.helper;

import io.polyprobe.object.ProgramType;
import io.polyprobe.prototype.Prototypes;
import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.Helpers;
import io.polyprobe.vm.map.Maps;
import io.polyprobe.vm.packet.Packets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The helpers of the virtual kernel, for the programs of one type of one object. */
public final class VmHelpers implements Helpers {
    /** {@code may_access_skb()} of {@code kernel/bpf/verifier.c}. */
    private static final Set<ProgramType> LOADING_PACKETS =
            EnumSet.of(ProgramType.SOCKET_FILTER, ProgramType.SCHED_CLS, ProgramType.SCHED_ACT);

    private final Map<Integer, Helper> byNumber = new HashMap<>();
    private final @Nullable Helper packetLoad;

    /** @param maps the object's maps: no other map can be reached from its programs */
    public VmHelpers(ProgramType type, Surroundings around, Maps maps) {
        Moment moment = around.moment();
        Packets packets = around.packets();
        byNumber.putAll(new TableHelpers(maps, moment).table());
        byNumber.putAll(new MapHelpers(maps, moment).table());
        byNumber.putAll(new StorageHelpers(maps).table());
        byNumber.putAll(LockHelpers.table());
        byNumber.putAll(LoopHelpers.table());
        byNumber.putAll(new TimerHelpers(maps, around.timers(), moment).table());
        byNumber.putAll(new DynptrHelpers(maps).table());
        byNumber.putAll(new EventHelpers(maps, packets, moment).table());
        byNumber.putAll(new StackHelpers(maps, moment, around.trigger()).table());
        byNumber.putAll(new MomentHelpers(moment).table());
        byNumber.putAll(new TaskHelpers(moment).table());
        byNumber.putAll(new TriggerHelpers(around.trigger()).table());
        byNumber.putAll(new PathHelpers(around.types(), moment).table());
        byNumber.putAll(new ProbeReads(moment).table());
        byNumber.putAll(new Printing(moment).table());
        byNumber.putAll(TextHelpers.table());
        byNumber.putAll(new PacketBytes(packets).table());
        byNumber.putAll(new PacketEdges(packets).table());
        byNumber.putAll(new PacketRoom(packets).table());
        byNumber.putAll(new PacketFields(packets).table());
        byNumber.putAll(PacketOwners.table());
        byNumber.putAll(new ChecksumHelpers(packets).table());
        byNumber.putAll(new VlanHelpers(packets).table());
        byNumber.putAll(new Redirection(packets, maps).table(type));
        byNumber.putAll(new TunnelHelpers(packets).table());
        byNumber.putAll(SocketHelpers.table());
        packetLoad = LOADING_PACKETS.contains(type) ? new PacketLoad(packets) : null;
        byNumber.keySet().removeIf(number -> Prototypes.of(number, type).isEmpty());
    }

    @Override
    public @Nullable Helper helper(int id) {
        return byNumber.get(id);
    }

    @Override
    public @Nullable Helper packetLoad() {
        return packetLoad;
    }

    @Override
    public String name(int id) {
        return Prototypes.name(id);
    }
}
