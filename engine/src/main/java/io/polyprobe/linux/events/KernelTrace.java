package io.polyprobe.linux.events;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.abi.Files;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.Owner;
import io.polyprobe.linux.sys.SystemCalls;
import io.polyprobe.target.TraceLine;
import io.polyprobe.target.TraceStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A {@code trace_pipe}, read line by line ({@code Documentation/trace/ftrace.rst}).
 *
 * <p>A line is gone once somebody has read it. Lines that lay there from before are read and dropped when the stream is
 * opened. From Linux 6.6 on a pipe has one reader at a time; whoever comes second gets a tracing instance of its own
 * ({@link TraceInstance}), which sees every line as well.
 */
public final class KernelTrace implements TraceStream {
    private static final int BUFFER = 64 * 1024;

    /** A flood of lines must not keep the stream from opening. */
    private static final Duration DRAIN = Duration.ofMillis(200);

    /** Some kernels forget to wake a reader now and then, so none sleeps longer than this. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);

    private final Owner owner;
    private final Fd pipe;
    private final MemorySegment buffer;
    private final Waiter waiter;
    private final LineSplitter splitter = new LineSplitter();
    private final Deque<TraceLine> lines = new ArrayDeque<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private KernelTrace(Owner owner, Fd pipe) {
        this.owner = owner;
        this.pipe = owner.own(pipe);
        this.waiter = new Waiter(pipe);
        owner.own(waiter::close);
        var arena = Arena.ofShared();
        owner.own(arena::close);
        this.buffer = arena.allocate(BUFFER);
    }

    /**
     * Opens the stream; lines printed before are not in it.
     *
     * @throws TargetException where the pipe cannot be opened
     */
    public static KernelTrace open(TraceFs fs) {
        var owner = new Owner();
        try {
            enablePrinting(fs);
            long result = openPipe(fs);
            if (Errno.EBUSY.is(result)) {
                var instance = TraceInstance.create(fs);
                owner.own(instance::close);
                result = openPipe(instance.fs());
            }
            if (result < 0) {
                throw new TargetException(Diagnostic.error(
                        "the kernel's trace lines cannot be read: " + fs.root().resolve("trace_pipe") + ": "
                                + Errno.describe(result),
                        "Reading them needs root, and on new kernels that no other program reads them."));
            }
            var trace = new KernelTrace(owner, new Fd(result));
            trace.drain();
            return trace;
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    private static void enablePrinting(TraceFs fs) {
        try {
            fs.enablePrinting();
        } catch (IOException e) {
            // Kernels before 5.9 print without that event; on others the program's load enables it.
        }
    }

    private static long openPipe(TraceFs fs) {
        return SystemCalls.open(fs.root().resolve("trace_pipe").toString(), Files.O_RDONLY | Files.O_NONBLOCK);
    }

    private void drain() {
        long start = System.nanoTime();
        while (fill() && System.nanoTime() - start < DRAIN.toNanos()) {
            lines.clear();
        }
        lines.clear();
        splitter.reset();
    }

    @Override
    public @Nullable TraceLine read(Duration timeout) throws InterruptedException {
        long start = System.nanoTime();
        for (; ; ) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Duration left = timeout.minusNanos(System.nanoTime() - start);
            synchronized (this) {
                if (closed.get()) {
                    return null;
                }
                if (!lines.isEmpty() || (fill() && !lines.isEmpty())) {
                    return lines.poll();
                }
                if (left.isNegative() || left.isZero()) {
                    return null;
                }
                waiter.await(left.compareTo(LONGEST_SLEEP) < 0 ? left : LONGEST_SLEEP);
            }
        }
    }

    /** Reads what is there without waiting; says whether there was anything. */
    private boolean fill() {
        long count = SystemCalls.read(pipe.number(), buffer);
        if (count > 0) {
            splitter.add(buffer.asSlice(0, count).toArray(JAVA_BYTE), lines);
            return true;
        }
        if (count < 0 && !Errno.EAGAIN.is(count) && !Errno.EINTR.is(count)) {
            throw new TargetException(Diagnostic.error("the kernel's trace lines end: " + Errno.describe(count)));
        }
        return false;
    }

    /** Ends the stream; a thread that waits in {@link #read} gets null. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            waiter.wake();
            synchronized (this) {
                owner.close();
            }
        }
    }
}
