package io.polyprobe.vm.packet;

import io.polyprobe.vm.map.Errno;

/** Bytes or a context that no packet can be made of. */
public final class PacketRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String message;

    /** @param reason for people: what is wrong with which of the two */
    PacketRefusal(Errno errno, String reason) {
        super(null, null, false, false);
        message = "%s (%s)".formatted(reason, errno);
    }

    @Override
    public String getMessage() {
        return message;
    }
}
