package io.polyprobe.target;

/** A program attached to a probe. Closing detaches it. */
public interface Link extends AutoCloseable {
    ProbeSpec probe();

    /** By what it was attached: {@code kprobe}, {@code raw_tracepoint}, {@code fentry}, {@code vm}… */
    String mechanism();

    @Override
    void close();
}
