package io.polyprobe.linux.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.events.Waiter;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.Owner;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.target.PacketLink;
import io.polyprobe.target.ProbeSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A packet socket ({@code packet(7)}) that is not blocking, with a program attached. */
final class PacketSocket implements PacketLink {
    /** More than a packet can hold, the parts that devices put together included. */
    private static final int LARGEST = 256 * 1024;

    private final ProbeSpec.PacketSocket probe;
    private final Fd socket;
    private final Owner owner;
    private final Waiter waiter;
    private final MemorySegment buffer = Arena.ofAuto().allocate(LARGEST);

    /** @param owner of the socket, which becomes this link's */
    PacketSocket(ProbeSpec.PacketSocket probe, Fd socket, Owner owner) {
        this.probe = probe;
        this.socket = socket;
        this.owner = owner;
        this.waiter = new Waiter(socket);
        owner.own(waiter::close);
    }

    @Override
    public ProbeSpec probe() {
        return probe;
    }

    @Override
    public String mechanism() {
        return "socket";
    }

    @Override
    public int fd() {
        return socket.number();
    }

    @Override
    public byte @Nullable [] read(Duration timeout) throws InterruptedException {
        byte[] packet = readNow();
        if (packet == null && timeout.isPositive()) {
            waiter.await(timeout);
            packet = readNow();
        }
        return packet;
    }

    private byte @Nullable [] readNow() {
        long count = SystemCalls.read(socket.number(), buffer);
        if (Errno.EAGAIN.is(count) || Errno.EINTR.is(count)) {
            return null;
        }
        if (count < 0) {
            throw new TargetException(Diagnostic.error("cannot read packets of " + probe + ": "
                    + (Errno.ENETDOWN.is(count) ? "the device is down" : Errno.describe(count))));
        }
        return buffer.asSlice(0, count).toArray(JAVA_BYTE);
    }

    @Override
    public void close() {
        owner.close();
    }
}
