package io.polyprobe.vm.world.simulated;

/** States of TCP as Linux numbers them ({@code include/net/tcp_states.h}). */
enum TcpState {
    ESTABLISHED(1),
    SYN_SENT(2),
    SYN_RECV(3),
    FIN_WAIT1(4),
    FIN_WAIT2(5),
    CLOSE(7),
    LISTEN(10);

    final int number;

    TcpState(int number) {
        this.number = number;
    }
}
