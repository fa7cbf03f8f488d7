package io.polyprobe.linux.link;

import io.polyprobe.linux.sys.Owner;
import io.polyprobe.target.Link;
import io.polyprobe.target.ProbeSpec;

/** A program attached in the kernel. All of it hangs on descriptors, so a process that is killed leaves nothing. */
record KernelLink(ProbeSpec probe, String mechanism, Owner owner) implements Link {
    @Override
    public void close() {
        owner.close();
    }
}
