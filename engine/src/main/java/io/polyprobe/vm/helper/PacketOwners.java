package io.polyprobe.vm.helper;

import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.map.Errno;
import java.util.Map;

/**
 * Helpers that ask whose a packet is ({@code bpf-helpers(7)}). Packets of the virtual kernel belong to no socket, and so
 * to no user, control group or route; the answers are Linux' for such packets.
 */
final class PacketOwners {
    /** {@code overflowuid}: the user of what has none. */
    private static final long NOBODY = 65_534;

    /** The cookie of the network namespace that is there from the start. */
    private static final long FIRST_NAMESPACE = 1;

    private PacketOwners() {}

    static Map<Integer, Helper> table() {
        return Map.of(
                17, (_, _, _, _, _, _) -> 0,
                24, (_, _, _, _, _, _) -> 0,
                33, (_, _, _, _, _, _) -> Errno.ENOENT.result(),
                46, (_, _, _, _, _, _) -> 0,
                47, (_, _, _, _, _, _) -> NOBODY,
                79, (_, _, _, _, _, _) -> 0,
                83, (_, _, _, _, _, _) -> 0,
                122, (_, _, _, _, _, _) -> FIRST_NAMESPACE,
                151, (_, _, _, _, _, _) -> 0);
    }
}
