package io.polyprobe.target;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A socket that gets the packets which its program lets through. */
public interface PacketLink extends Link {
    /** The socket's descriptor, for those who read it by themselves. It is closed with the link. */
    int fd();

    /**
     * The next packet from its first byte, the head of the link layer: as many bytes as the program has said.
     *
     * @param timeout how long to wait for it
     * @return null where none came in time
     * @throws io.polyprobe.diag.TargetException where the socket cannot be read any more
     */
    byte @Nullable [] read(Duration timeout) throws InterruptedException;
}
