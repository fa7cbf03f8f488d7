package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelObject;
import io.polyprobe.vm.world.simulated.Plan.Descriptor;
import io.polyprobe.vm.world.simulated.scenario.Action.Answer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** System calls about sockets. */
final class SocketCalls {
    private static final int ECONNREFUSED = 111;
    private static final int ETIMEDOUT = 110;
    private static final int LAST_PRIVILEGED_PORT = 1_023;
    private static final int SOCK_CLOEXEC = 02000000;
    private static final int SCM_RIGHTS = 1;

    private final Plan plan;
    private final Machine machine;
    private final Task task;

    SocketCalls(Plan plan) {
        this.plan = plan;
        this.machine = plan.machine;
        this.task = plan.task;
    }

    /** {@code socket(2)} for a conversation between two ends. */
    Descriptor socket(int protocol, Endpoint local, Endpoint remote) {
        var descriptor = new Descriptor();
        var call = plan.call("socket");
        plan.step(
                4_000,
                () -> call.enter(
                        local.isV6() ? Socket.AF_INET6 : Socket.AF_INET,
                        (protocol == Socket.IPPROTO_TCP ? 1 : 2) | SOCK_CLOEXEC,
                        0));
        plan.step(2_000, () -> {
            String cache = protocol == Socket.IPPROTO_TCP ? "TCP" : "UDP";
            machine.slabs.free(cache, machine.slabs.allocate(cache, 2_432));
            descriptor.fd = task.lowestFreeFd();
            machine.population.install(task, descriptor.fd, new Socket(machine, protocol, local, remote));
            call.exit(descriptor.fd);
        });
        return descriptor;
    }

    private Socket at(Descriptor descriptor) {
        OpenFile file = task.files.get(descriptor.fd);
        if (file == null || file.socket() == null) {
            throw new IllegalStateException("descriptor " + descriptor.fd + " of " + task.comm + " is no socket");
        }
        return file.socket();
    }

    /** A {@code struct sockaddr} of an end in user memory, and its length. */
    private long[] address(Call call, Endpoint endpoint) {
        String type = endpoint.isV6() ? "sockaddr_in6" : "sockaddr_in";
        KernelObject struct = call.allocate(type);
        if (endpoint.isV6()) {
            struct.set("sin6_family", Socket.AF_INET6)
                    .set("sin6_port", endpoint.networkPort())
                    .set("sin6_addr.in6_u.u6_addr8", endpoint.address());
        } else {
            struct.set("sin_family", Socket.AF_INET)
                    .set("sin_port", endpoint.networkPort())
                    .set("sin_addr.s_addr", endpoint.number());
        }
        MemorySegment copy = task.user.take(struct.segment().byteSize()).copyFrom(struct.segment());
        return new long[] {copy.address(), struct.segment().byteSize(), struct.address()};
    }

    /** {@code bind(2)} to an address and port, and {@code listen(2)}. */
    Descriptor serve(Endpoint local) {
        var nobody = new Endpoint(new byte[local.address().length], 0);
        Descriptor descriptor = socket(Socket.IPPROTO_TCP, local, nobody);
        var bind = plan.call("bind");
        plan.step(2_000, () -> {
            long[] name = address(bind, local);
            bind.enter(descriptor.fd, name[0], name[1]);
            if (local.port() <= LAST_PRIVILEGED_PORT) {
                machine.capabilities.check(Capabilities.NET_BIND_SERVICE);
            }
            Socket socket = at(descriptor);
            task.frames.call(local.isV6() ? "inet6_bind" : "inet_bind", 0, socket.struct.address(), name[2], name[1]);
        });
        plan.step(1_000, () -> bind.exit(0));
        var listen = plan.call("listen");
        plan.step(2_000, () -> {
            listen.enter(descriptor.fd, 128);
            Socket socket = at(descriptor);
            task.frames.down("inet_listen", socket.struct.address(), 128);
            socket.change(TcpState.LISTEN);
            task.frames.up(0);
        });
        plan.step(1_000, () -> listen.exit(0));
        return descriptor;
    }

    /** {@code accept4(2)}: waits until a client comes. */
    Descriptor accept(Descriptor listening, Endpoint client, long wait, long roundTrip) {
        var descriptor = new Descriptor();
        var call = plan.call("accept4");
        plan.step(2_000, () -> {
            call.enter(listening.fd, 0, 0, SOCK_CLOEXEC);
            Socket listener = at(listening);
            task.frames.down("inet_csk_accept", listener.sock.address(), 0);
            machine.later(wait, () -> {
                machine.scheduler.visit(task.cpu);
                machine.tcp.arrive(listener, client, roundTrip);
            });
            listener.waiter = task;
        });
        plan.blockUntilWoken(500);
        plan.step(2_000, () -> {
            Socket listener = at(listening);
            Socket child = listener.backlog.remove();
            listener.waiting(listener.backlog.size());
            task.frames.up(child.sock.address());
            descriptor.fd = task.lowestFreeFd();
            machine.population.install(task, descriptor.fd, child);
            call.exit(descriptor.fd);
        });
        return descriptor;
    }

    /** {@code socket(2)} and {@code connect(2)}; the descriptor is open whatever the answer. */
    Descriptor connect(Endpoint remote, long roundTrip, Answer answer) {
        Endpoint local = machine.network.here(remote, machine.network.freePort());
        Descriptor descriptor = socket(Socket.IPPROTO_TCP, local, remote);
        var call = plan.call("connect");
        plan.step(2_000, () -> {
            long[] name = address(call, remote);
            call.enter(descriptor.fd, name[0], name[1]);
            Socket socket = at(descriptor);
            socket.roundTrip = roundTrip;
            socket.describe();
            call.down("inet_stream_connect", socket.struct.address(), name[2], name[1], 0);
            call.down(remote.isV6() ? "tcp_v6_connect" : "tcp_v4_connect", socket.sock.address(), name[2], name[1]);
            socket.become(TcpState.SYN_SENT);
            task.frames.down("tcp_connect", socket.sock.address());
            machine.network.send(socket, 0);
            task.frames.up(0);
            call.up(0);
            socket.waiter = task;
            machine.tcp.open(socket, answer);
        });
        plan.blockUntilWoken(500);
        plan.step(
                1_000,
                () -> call.exit(
                        switch (answer) {
                            case ACCEPTED -> 0;
                            case REFUSED -> -ECONNREFUSED;
                            case NONE -> -ETIMEDOUT;
                        }));
        return descriptor;
    }

    /** {@code sendto(2)}, or {@code sendfile} from the page cache where a whole file goes out. */
    void send(Descriptor descriptor, int bytes, boolean file) {
        var call = plan.call("sendto");
        plan.step(2_000, () -> {
            Socket socket = at(descriptor);
            var message = message(call, bytes);
            call.enter(descriptor.fd, task.user.take(64).address(), bytes, 0, 0, 0);
            if (socket.protocol == Socket.IPPROTO_UDP) {
                call.down("udp_sendmsg", socket.sock.address(), message.address(), bytes);
                machine.network.send(socket, bytes);
                return;
            }
            if (file) {
                call.down("tcp_sendpage", socket.sock.address(), message.address(), 0, bytes, 0);
            } else {
                call.down("tcp_sendmsg", socket.sock.address(), message.address(), bytes);
            }
            machine.network.send(socket, bytes);
            machine.tcp.sent(socket, bytes);
        });
        plan.step(1_500 + bytes / 8, () -> call.exit(bytes));
    }

    private static KernelObject message(Call call, int bytes) {
        return call.allocate("msghdr").set("msg_iter.count", bytes);
    }

    /** {@code recvfrom(2)} of what comes after some time. */
    void receive(Descriptor descriptor, int bytes, long wait) {
        var call = plan.call("recvfrom");
        plan.step(2_000, () -> {
            Socket socket = at(descriptor);
            boolean tcp = socket.protocol == Socket.IPPROTO_TCP;
            call.enter(descriptor.fd, task.user.take(64).address(), 65_536, 0, 0, 0);
            call.down(
                    tcp ? "tcp_recvmsg" : "udp_recvmsg",
                    socket.sock.address(),
                    message(call, 65_536).address(),
                    65_536,
                    0,
                    0);
            socket.waiter = task;
            if (tcp) {
                machine.tcp.deliver(socket, bytes, wait);
            } else {
                machine.network.receive(wait, socket, bytes, _ -> machine.scheduler.wake(task));
            }
        });
        plan.blockUntilWoken(500);
        plan.step(1_500 + bytes / 8, () -> {
            Socket socket = at(descriptor);
            if (socket.protocol == Socket.IPPROTO_TCP) {
                task.frames.call("tcp_cleanup_rbuf", 0, socket.sock.address(), bytes);
            }
            call.exit(bytes);
        });
    }

    /** {@code sendmsg(2)} with descriptors, and {@code recvmsg(2)} of them, over a local socket of the task's own. */
    void passDescriptors(List<Integer> descriptors) {
        int length = 16 + 4 * descriptors.size();
        var send = plan.call("sendmsg");
        plan.step(3_000, () -> {
            KernelObject message = rights(send, descriptors, length);
            send.enter(3, message.address(), 0);
            task.frames.call("__scm_send", 0, 0, message.address(), 0);
        });
        plan.step(3_000, () -> send.exit(1));
        var receive = plan.call("recvmsg");
        plan.step(3_000, () -> {
            KernelObject message = rights(receive, descriptors, length);
            receive.enter(4, message.address(), 0);
            task.frames.call("scm_detach_fds", 0, message.address(), 0);
        });
        plan.step(3_000, () -> receive.exit(1));
    }

    private static KernelObject rights(Call call, List<Integer> descriptors, int length) {
        MemorySegment control = call.allocate("cmsghdr").segment();
        KernelObject header = call.allocate("msghdr");
        MemorySegment whole = call.bytes(length);
        whole.set(ValueLayout.JAVA_LONG, 0, length);
        whole.set(ValueLayout.JAVA_INT, 8, 1);
        whole.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
        for (int i = 0; i < descriptors.size(); i++) {
            whole.set(ValueLayout.JAVA_INT, control.byteSize() + 4L * i, descriptors.get(i));
        }
        return header.set("msg_control", whole.address()).set("msg_controllen", length);
    }
}
