package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.simulated.Interrupts.Soft;
import io.polyprobe.vm.world.simulated.scenario.Action.Answer;

/** What becomes of segments: acknowledgements, losses and what TCP does about them, connections that come and go. */
final class Tcp {
    private static final long SECOND = 1_000_000_000;
    private static final long LOSS_TIMEOUT = 200_000_000;
    private static final int ONE_LOST_IN = 25;
    private static final int OPEN = 0;
    private static final int CWR = 2;
    private static final int RECOVERY = 3;
    private static final int LOSS = 4;

    private final Machine machine;

    Tcp(Machine machine) {
        this.machine = machine;
    }

    /** A connection is asked for; whoever waits at the socket is woken when it is known what came of it. */
    void open(Socket socket, Answer answer) {
        switch (answer) {
            case ACCEPTED ->
                machine.network.receive(socket.roundTrip, socket, 0, skb -> {
                    process(socket, skb.address(), TcpState.ESTABLISHED);
                    machine.network.send(socket, 0);
                    wake(socket);
                });
            case REFUSED ->
                machine.network.receive(socket.roundTrip, socket, 0, skb -> {
                    process(socket, skb.address(), TcpState.CLOSE);
                    wake(socket);
                });
            case NONE -> {
                timer(SECOND, () -> machine.network.retransmit(socket, 0, 1));
                timer(3 * SECOND, () -> machine.network.retransmit(socket, 0, 2));
                timer(4 * SECOND, () -> {
                    socket.become(TcpState.CLOSE);
                    wake(socket);
                });
            }
        }
    }

    private void process(Socket socket, long skb, TcpState next) {
        Frames frames = machine.frames();
        frames.down("tcp_rcv_state_process", socket.sock.address(), skb);
        socket.become(next);
        frames.up(0);
    }

    /** Some client connects to a listening socket. */
    void arrive(Socket listener, Endpoint client, long roundTrip) {
        machine.network.receive(0, listener, 0, _ -> {});
        machine.network.receive(roundTrip, listener, 0, skb -> {
            var child = new Socket(machine, Socket.IPPROTO_TCP, listener.local, client);
            child.local = machine.network.here(client, listener.local.port());
            child.roundTrip = roundTrip;
            child.state = TcpState.LISTEN;
            child.describe();
            String make = client.isV6() ? "tcp_v6_syn_recv_sock" : "tcp_v4_syn_recv_sock";
            machine.frames().down(make, listener.sock.address(), skb.address());
            child.change(TcpState.SYN_RECV);
            machine.frames().up(child.sock.address());
            process(child, skb.address(), TcpState.ESTABLISHED);
            listener.backlog.add(child);
            listener.waiting(listener.backlog.size());
            wake(listener);
        });
    }

    /** A segment with data was sent: it is acknowledged, or lost and sent again. */
    void sent(Socket socket, int bytes) {
        if (!machine.chance.oneIn(ONE_LOST_IN)) {
            machine.network.receive(socket.roundTrip, socket, 0, skb -> {
                established(socket, skb.address());
                socket.acknowledged(bytes);
            });
            return;
        }
        switch (machine.chance.below(4)) {
            case 0 -> timer(2 * socket.roundTrip, () -> probe(socket, bytes));
            case 1 ->
                machine.network.receive(2 * socket.roundTrip, socket, 0, skb -> {
                    established(socket, skb.address());
                    recover(socket, bytes, "tcp_enter_recovery", RECOVERY);
                });
            case 2 ->
                timer(2 * socket.roundTrip, () -> {
                    machine.frames().call("tcp_enter_cwr", 0, socket.sock.address());
                    socket.congestion(CWR);
                    machine.network.retransmit(socket, bytes, 1);
                    acknowledge(socket, bytes);
                });
            default ->
                timer(LOSS_TIMEOUT, () -> {
                    machine.frames().call("tcp_enter_loss", 0, socket.sock.address());
                    socket.congestion(LOSS);
                    machine.network.retransmit(socket, bytes, 1);
                    acknowledge(socket, bytes);
                });
        }
    }

    private void recover(Socket socket, int bytes, String function, int state) {
        Frames frames = machine.frames();
        frames.down("tcp_fastretrans_alert", socket.sock.address(), 0, 3, 0, 0);
        frames.call(function, 0, socket.sock.address(), 0);
        socket.congestion(state);
        frames.up(0);
        machine.network.retransmit(socket, bytes, 1);
        acknowledge(socket, bytes);
    }

    private void probe(Socket socket, int bytes) {
        machine.frames().down("tcp_send_loss_probe", socket.sock.address());
        machine.network.retransmit(socket, bytes, 1);
        machine.frames().up(0);
        machine.network.receive(socket.roundTrip, socket, 0, skb -> {
            machine.frames().call("tcp_process_tlp_ack", 0, socket.sock.address(), 0, 0);
            established(socket, skb.address());
            socket.acknowledged(bytes);
        });
    }

    private void acknowledge(Socket socket, int bytes) {
        machine.network.receive(socket.roundTrip, socket, 0, skb -> {
            established(socket, skb.address());
            socket.acknowledged(bytes);
            socket.congestion(OPEN);
        });
    }

    private void established(Socket socket, long skb) {
        machine.frames().call("tcp_rcv_established", 0, socket.sock.address(), skb);
    }

    /** Data comes in for a socket after some time. */
    void deliver(Socket socket, int bytes, long nanos) {
        machine.network.receive(nanos, socket, bytes, skb -> {
            established(socket, skb.address());
            socket.received(bytes);
            machine.network.send(socket, 0);
            wake(socket);
        });
    }

    /** The running task closes a connection; the other side follows. */
    void close(Socket socket) {
        machine.frames().down("tcp_close", socket.sock.address(), 0);
        if (socket.state == TcpState.ESTABLISHED) {
            socket.become(TcpState.FIN_WAIT1);
            machine.network.send(socket, 0);
            machine.network.receive(
                    socket.roundTrip, socket, 0, skb -> process(socket, skb.address(), TcpState.FIN_WAIT2));
            machine.network.receive(socket.roundTrip + 3 * LOSS_TIMEOUT, socket, 0, _ -> {
                socket.become(TcpState.CLOSE);
                machine.later(SECOND, socket::free);
            });
        } else {
            if (socket.state != TcpState.CLOSE) {
                socket.become(TcpState.CLOSE);
            }
            machine.later(SECOND, socket::free);
        }
        machine.frames().up(0);
    }

    private void timer(long nanos, Runnable work) {
        int cpu = machine.scheduler.cpu();
        machine.later(nanos, () -> machine.interrupts.soft(cpu, Soft.TIMER, work));
    }

    private void wake(Socket socket) {
        Task waiter = socket.waiter;
        if (waiter != null) {
            socket.waiter = null;
            machine.scheduler.wake(waiter);
        }
    }
}
