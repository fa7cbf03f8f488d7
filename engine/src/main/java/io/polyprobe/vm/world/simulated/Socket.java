package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelObject;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A socket of this machine, with the {@code struct sock} that tools read. */
final class Socket {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int IPPROTO_TCP = 6;
    static final int IPPROTO_UDP = 17;
    private static final int MICROSECONDS_IN_EIGHTHS = 8;

    final KernelObject sock;
    final KernelObject struct;
    final int protocol;
    private final Machine machine;

    Endpoint local;
    Endpoint remote;
    TcpState state = TcpState.CLOSE;
    /** Who waits for a connection or for data. */
    @Nullable
    Task waiter;

    /** Connections that came and were not accepted yet. */
    final ArrayDeque<Socket> backlog = new ArrayDeque<>();

    /** A round trip to the other end, in nanoseconds. */
    long roundTrip = 200_000;

    private long received;
    private long acknowledged;

    Socket(Machine machine, int protocol, Endpoint local, Endpoint remote) {
        this.machine = machine;
        this.protocol = protocol;
        this.local = local;
        this.remote = remote;
        sock = machine.heap.allocate(protocol == IPPROTO_TCP ? "tcp_sock" : "inet_sock");
        struct = machine.heap.allocate("socket").set("sk", sock).set("type", protocol == IPPROTO_TCP ? 1 : 2);
        set("sk_protocol", protocol);
        set("sk_type", protocol == IPPROTO_TCP ? 1 : 2);
        set("__sk_common.skc_net.net", machine.network.namespace());
        set("sk_gso_max_segs", 65_535);
        set("sk_max_ack_backlog", 128);
        set("sk_sndbuf", 87_040);
        set("sk_rcvbuf", 131_072);
        set("__sk_common.skc_state", state.number);
        describe();
    }

    /** The path in the struct of a field of {@code struct sock}. */
    private void set(String field, long value) {
        sock.set((protocol == IPPROTO_TCP ? "inet_conn.icsk_inet.sk." : "sk.") + field, value);
    }

    private void set(String field, KernelObject target) {
        set(field, target.address());
    }

    /** Writes down who talks with whom. */
    void describe() {
        boolean six = local.isV6();
        set("__sk_common.skc_family", six ? AF_INET6 : AF_INET);
        set("__sk_common.skc_num", local.port());
        set("__sk_common.skc_dport", remote.networkPort());
        set("__sk_common.skc_rcv_saddr", local.number());
        set("__sk_common.skc_daddr", remote.number());
        String common = protocol == IPPROTO_TCP ? "inet_conn.icsk_inet.sk.__sk_common." : "sk.__sk_common.";
        sock.set(common + "skc_v6_rcv_saddr.in6_u.u6_addr8", local.v6());
        sock.set(common + "skc_v6_daddr.in6_u.u6_addr8", remote.v6());
        String inet = protocol == IPPROTO_TCP ? "inet_conn.icsk_inet." : "";
        sock.set(inet + "inet_saddr", local.number()).set(inet + "inet_sport", local.networkPort());
        if (protocol == IPPROTO_TCP) {
            sock.set("srtt_us", roundTrip / 1_000 * MICROSECONDS_IN_EIGHTHS).set("snd_cwnd", 10);
        }
    }

    int family() {
        return local.isV6() ? AF_INET6 : AF_INET;
    }

    /** The state changes, in whatever task or interrupt this is. */
    void become(TcpState next) {
        machine.frames().down("tcp_set_state", sock.address(), next.number);
        change(next);
        machine.frames().up(0);
    }

    /** The state changes where Linux does not call {@code tcp_set_state}. */
    void change(TcpState next) {
        machine.hits.tracepoint(
                "sock",
                "inet_sock_set_state",
                sock.address(),
                (long) state.number,
                (long) next.number,
                (long) local.port(),
                (long) remote.port(),
                (long) family(),
                (long) protocol,
                local.v4(),
                remote.v4(),
                local.v6(),
                remote.v6());
        machine.hits.rawTracepoint("inet_sock_set_state", sock.address(), state.number, next.number);
        state = next;
        set("__sk_common.skc_state", next.number);
    }

    /** Congestion control changes its mind. */
    void congestion(int caState) {
        machine.hits.tracepoint(
                "tcp",
                "tcp_cong_state_set",
                sock.address(),
                (long) local.port(),
                (long) remote.port(),
                (long) family(),
                local.v4(),
                remote.v4(),
                local.v6(),
                remote.v6(),
                (long) caState);
        machine.hits.rawTracepoint("tcp_cong_state_set", sock.address(), caState);
    }

    void waiting(int connections) {
        set("sk_ack_backlog", connections);
    }

    /** Bytes came in. */
    void received(int bytes) {
        received += bytes;
        sock.set("bytes_received", received);
    }

    /** Bytes went out and were acknowledged. */
    void acknowledged(int bytes) {
        acknowledged += bytes;
        sock.set("bytes_acked", acknowledged + 1).set("bytes_sent", acknowledged);
    }

    void retransmitted(int number) {
        sock.set("inet_conn.icsk_retransmits", number);
    }

    void free() {
        machine.heap.free(struct);
        machine.heap.free(sock);
    }
}
