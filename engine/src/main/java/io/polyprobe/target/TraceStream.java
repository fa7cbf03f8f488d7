package io.polyprobe.target;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The lines that programs print with {@code bpf_trace_printk}. */
public interface TraceStream extends AutoCloseable {
    /**
     * The next line, waiting for it at most {@code timeout}; null where none came, and at once
     * where the stream is closed, also by another thread meanwhile.
     *
     * @throws InterruptedException where the thread is interrupted while it waits: at once, and no line is lost
     * @throws WorldEndedException where no line will ever come: the virtual kernel's world has ended
     */
    @Nullable
    TraceLine read(Duration timeout) throws InterruptedException;

    @Override
    void close();
}
