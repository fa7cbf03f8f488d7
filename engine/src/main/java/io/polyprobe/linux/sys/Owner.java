package io.polyprobe.linux.sys;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Holds what was opened, and closes it in reverse order. */
public final class Owner implements AutoCloseable {
    /** Closing that throws nothing checked. */
    public interface Resource extends AutoCloseable {
        @Override
        void close();
    }

    private final Deque<Resource> opened = new ArrayDeque<>();
    private boolean closed;

    /**
     * Takes a resource over.
     *
     * @throws TargetException where this owner is closed already; the resource is closed at once
     */
    public synchronized void own(Resource resource) {
        if (closed) {
            resource.close();
            throw new TargetException(Diagnostic.error("nothing can be opened here any more: it is closed"));
        }
        opened.push(resource);
    }

    /** Takes a descriptor over and gives it back. */
    public Fd own(Fd fd) {
        own(fd::close);
        return fd;
    }

    @Override
    public void close() {
        RuntimeException first = null;
        for (Resource resource = next(); resource != null; resource = next()) {
            try {
                resource.close();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private synchronized @org.jspecify.annotations.Nullable Resource next() {
        closed = true;
        return opened.poll();
    }
}
