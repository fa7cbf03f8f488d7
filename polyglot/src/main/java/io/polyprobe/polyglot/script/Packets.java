package io.polyprobe.polyglot.script;

import io.polyprobe.target.PacketLink;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The packets that a function lets through to a socket. */
public final class Packets {
    private final PacketLink link;
    private final Module owner;

    Packets(PacketLink link, Module owner) {
        this.link = link;
        this.owner = owner;
    }

    /** The socket's descriptor. */
    public int fd() {
        return link.fd();
    }

    /** The bytes of the next packet, or null where none came in time. */
    public byte @Nullable [] read(int millis) {
        return owner.call("cannot read packets", () -> Optional.ofNullable(link.read(Duration.ofMillis(millis))))
                .orElse(null);
    }

    /** Closes the socket. */
    public void close() {
        owner.detach(link);
    }
}
