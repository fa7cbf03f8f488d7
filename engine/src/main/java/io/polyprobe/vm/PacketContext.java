package io.polyprobe.vm;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.polyprobe.btf.Btf;
import io.polyprobe.btf.BtfType;
import io.polyprobe.object.ProgramType;
import io.polyprobe.vm.memory.Access;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.memory.Region;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The context of programs that look at packets: {@code struct xdp_md}, or {@code struct __sk_buff} for the others. */
final class PacketContext {
    static final int ETHERNET_HEADER = 14;

    private static final int PROTOCOL = 12;
    private static final int LOOPBACK = 1;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private PacketContext() {}

    /** Makes a context for a packet and maps it. */
    static Region map(Memory memory, Arena arena, ProgramType type, MemorySegment packet) {
        Btf types = new VmTypes().btf();
        String name = type == ProgramType.XDP ? "xdp_md" : "__sk_buff";
        int id = types.id(BtfType.Struct.class, name).orElseThrow();
        MemorySegment context = arena.allocate(types.sizeOf(id), 16);
        Region region = memory.map("context (struct %s)".formatted(name), context, Access.READ_WRITE);
        region.pointer(offset(types, id, "data"), packet.address());
        region.pointer(offset(types, id, "data_meta"), packet.address());
        region.pointer(offset(types, id, "data_end"), packet.address() + packet.byteSize());
        context.set(INT, offset(types, id, "ingress_ifindex"), LOOPBACK);
        if (type != ProgramType.XDP) {
            context.set(INT, offset(types, id, "len"), (int) packet.byteSize());
            context.set(INT, offset(types, id, "ifindex"), LOOPBACK);
            context.set(INT, offset(types, id, "protocol"), Short.toUnsignedInt(packet.get(SHORT, PROTOCOL)));
        }
        return region;
    }

    private static long offset(Btf types, int struct, String field) {
        return types.field(struct, field).orElseThrow().offset();
    }
}
