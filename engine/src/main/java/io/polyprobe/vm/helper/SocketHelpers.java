package io.polyprobe.vm.helper;

import io.polyprobe.vm.interpreter.Helper;
import io.polyprobe.vm.interpreter.HelperFault;
import io.polyprobe.vm.interpreter.Invocation;
import io.polyprobe.vm.memory.Access;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Helpers about sockets ({@code bpf-helpers(7)}), of which the virtual kernel has none. A search finds nothing, which
 * programs must expect of Linux too; so none ever has a socket to pass to the others.
 */
final class SocketHelpers {
    /** {@code bpf_sk_lookup_tcp}, {@code bpf_sk_lookup_udp} and {@code bpf_skc_lookup_tcp}. */
    private static final List<Integer> SEARCHES = List.of(84, 85, 99);

    /** {@code bpf_sk_release} and what else takes a socket first; {@code bpf_skc_to_tcp_sock} and its like among them. */
    private static final List<Integer> OF_A_SOCKET =
            List.of(86, 95, 96, 98, 100, 110, 128, 129, 136, 137, 138, 139, 140, 178, 196);

    private static final int SK_ASSIGN = 124;

    private SocketHelpers() {}

    static Map<Integer, Helper> table() {
        var table = new HashMap<Integer, Helper>();
        SEARCHES.forEach(helper -> table.put(helper, SocketHelpers::search));
        OF_A_SOCKET.forEach(helper -> table.put(helper, (_, socket, _, _, _, _) -> refuse(socket)));
        // A program that chooses sockets may take its choice back by NULL.
        table.put(SK_ASSIGN, (_, _, socket, _, _, _) -> socket == 0 ? 0 : refuse(socket));
        return table;
    }

    private static long search(Invocation call, long context, long tuple, long size, long namespace, long flags) {
        call.memory().slice(tuple, size & 0xffff_ffffL, Access.READ);
        return 0;
    }

    private static long refuse(long socket) {
        throw new HelperFault(
                "0x%x is no socket, of which the virtual kernel has none".formatted(socket),
                "Searches for sockets give NULL here: look for that first.");
    }
}
