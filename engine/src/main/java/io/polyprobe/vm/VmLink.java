package io.polyprobe.vm;

import io.polyprobe.target.Link;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.vm.interpreter.Code;

/** A program at a probe of the virtual kernel. */
record VmLink(ProbeSpec probe, Code code, Attachments attachments) implements Link {
    @Override
    public String mechanism() {
        return "vm";
    }

    @Override
    public void close() {
        attachments.detach(this);
    }

    /** A link is one attachment, however alike two are. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
