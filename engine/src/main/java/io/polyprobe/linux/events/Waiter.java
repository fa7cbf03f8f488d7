package io.polyprobe.linux.events;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.abi.Files;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.Owner;
import io.polyprobe.linux.sys.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;
import java.time.Duration;

/**
 * Waits until a descriptor can be read, and no longer than the waiting thread is left in peace.
 *
 * <p>A thread inside {@code ppoll(2)} does not notice {@link Thread#interrupt}. So the call watches an {@code
 * eventfd(2)} beside the descriptor, and the JDK's own hook for blocking channels writes to it when the thread is
 * interrupted. No time slices, no second thread.
 */
public final class Waiter implements AutoCloseable {
    private final Owner owner = new Owner();
    private final Fd watched;
    private final Fd alarm;
    private final MemorySegment descriptors;
    private final MemorySegment number;

    /** @param watched stays its owner's */
    public Waiter(Fd watched) {
        this.watched = watched;
        var arena = Arena.ofShared();
        owner.own(arena::close);
        this.descriptors = arena.allocate(2L * Files.POLLFD_SIZE, 8);
        this.number = arena.allocate(JAVA_LONG);
        long eventfd = SystemCalls.eventfd();
        if (eventfd < 0) {
            owner.close();
            throw new TargetException(Diagnostic.error("no descriptor to wait with: " + Errno.describe(eventfd)));
        }
        this.alarm = owner.own(new Fd(eventfd));
    }

    /** Waits until there is something to read, the time is over, or {@link #wake} is called. */
    public void await(Duration timeout) throws InterruptedException {
        var wait = new Wait();
        try {
            wait.run(nanos(timeout));
        } catch (AsynchronousCloseException e) {
            silence();
            Thread.interrupted();
            throw new InterruptedException();
        }
        silence();
    }

    /** Ends the wait of another thread. */
    void wake() {
        try (var arena = Arena.ofConfined()) {
            SystemCalls.write(alarm.number(), arena.allocateFrom(JAVA_LONG, 1L));
        }
    }

    private void silence() {
        SystemCalls.read(alarm.number(), number);
    }

    private void poll(long nanos) {
        put(0, watched);
        put(1, alarm);
        SystemCalls.poll(descriptors, nanos);
    }

    private void put(int index, Fd fd) {
        long at = (long) index * Files.POLLFD_SIZE;
        descriptors.set(JAVA_INT, at, fd.number());
        descriptors.set(JAVA_SHORT, at + Integer.BYTES, Files.POLLIN);
    }

    private static long nanos(Duration timeout) {
        try {
            return Math.max(0, timeout.toNanos());
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public void close() {
        owner.close();
    }

    /** One wait: a channel that an interrupt "closes". */
    private final class Wait extends AbstractInterruptibleChannel {
        void run(long nanos) throws AsynchronousCloseException {
            begin();
            poll(nanos);
            end(true);
        }

        @Override
        protected void implCloseChannel() {
            wake();
        }
    }
}
