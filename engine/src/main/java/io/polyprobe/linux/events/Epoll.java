package io.polyprobe.linux.events;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.linux.abi.Errno;
import io.polyprobe.linux.sys.Fd;
import io.polyprobe.linux.sys.SystemCalls;

/** An {@code epoll(7)}: one descriptor that can be read as soon as one of many can. */
record Epoll(Fd fd) implements AutoCloseable {
    static Epoll open() {
        long result = SystemCalls.epoll();
        if (result < 0) {
            throw failed(result);
        }
        return new Epoll(new Fd(result));
    }

    void add(int watched) {
        long result = SystemCalls.epollAdd(fd.number(), watched);
        if (result < 0) {
            throw failed(result);
        }
    }

    private static TargetException failed(long result) {
        return new TargetException(Diagnostic.error("cannot wait for events: " + Errno.describe(result)));
    }

    @Override
    public void close() {
        fd.close();
    }
}
