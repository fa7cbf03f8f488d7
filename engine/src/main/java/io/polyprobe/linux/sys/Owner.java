package io.polyprobe.linux.sys;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Holds what was opened, and closes it in reverse order. */
public final class Owner implements AutoCloseable {
    /** Closing that throws nothing checked. */
    public interface Resource extends AutoCloseable {
        @Override
        void close();
    }

    private static final int THREADS = 64;

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

    /** Gives all that it holds to a new owner, so that closing this one closes nothing. */
    public synchronized Owner handOver() {
        var next = new Owner();
        next.opened.addAll(opened);
        opened.clear();
        return next;
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

    /**
     * Closes all at the same time, by as many threads as that takes: for what does not depend on each other and waits in
     * the kernel when it is closed.
     */
    public void closeTogether() {
        int count = size();
        if (count <= 1) {
            close();
            return;
        }
        var threads = new ArrayList<Future<?>>();
        try (var pool = Executors.newFixedThreadPool(Math.min(count, THREADS))) {
            for (int i = 0; i < Math.min(count, THREADS); i++) {
                threads.add(pool.submit(this::close));
            }
        }
        for (var thread : threads) {
            if (thread.state() == Future.State.FAILED && thread.exceptionNow() instanceof RuntimeException e) {
                throw e;
            }
        }
    }

    private synchronized int size() {
        return opened.size();
    }

    private synchronized @Nullable Resource next() {
        closed = true;
        return opened.poll();
    }
}
