"""What the kernel's numbers for TCP mean."""

# enum of include/net/tcp_states.h, from 1.
tcpstate = dict(
    enumerate(
        (
            "ESTABLISHED SYN_SENT SYN_RECV FIN_WAIT1 FIN_WAIT2 TIME_WAIT CLOSE CLOSE_WAIT LAST_ACK LISTEN CLOSING"
            " NEW_SYN_RECV"
        ).split(),
        1,
    )
)

# The flags of a segment's header, by bit (RFC 9293, section 3.1).
_FLAGS = "FIN SYN RST PSH ACK URG ECE CWR".split()
for _bit, _name in enumerate(_FLAGS):
    globals()[f"TCPHDR_{_name}"] = 1 << _bit


def flags2str(flags):
    """The names of a segment's flags, lowest bit first: 'SYN|ACK'."""
    return "|".join(name for bit, name in enumerate(_FLAGS) if flags >> bit & 1)
