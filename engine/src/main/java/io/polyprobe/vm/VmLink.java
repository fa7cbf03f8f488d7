package io.polyprobe.vm;

import io.polyprobe.target.Link;
import io.polyprobe.target.ProbeSpec;
import io.polyprobe.vm.interpreter.Code;

/**
 * A program at a probe of the virtual kernel.
 *
 * @param taker gets what it returns
 */
record VmLink(ProbeSpec probe, Code code, Attachments attachments, Taker taker) implements Link {
    /** Whom a program has run for. */
    interface Taker {
        /** Nobody in particular. */
        Taker NOBODY = (_, _) -> {};

        /**
         * A program has ended.
         *
         * @param context the address of what it was about
         */
        void take(long context, long returned);
    }

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
