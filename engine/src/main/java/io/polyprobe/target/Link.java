package io.polyprobe.target;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;

/** A program attached to a probe. Closing detaches it. */
public interface Link extends AutoCloseable {
    ProbeSpec probe();

    /** By what it was attached: {@code kprobe}, {@code raw_tracepoint}, {@code fentry}, {@code vm}… */
    String mechanism();

    /**
     * Runs an iterator over all that it visits, and gives what its program has written.
     *
     * @throws TargetException where this is no {@link ProbeSpec.Iterator}, or its program fails
     */
    default byte[] read() {
        throw new TargetException(Diagnostic.error(probe() + " is not an iterator, so there is nothing to read"));
    }

    @Override
    void close();
}
