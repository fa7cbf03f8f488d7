package io.polyprobe.vm.helper;

import java.util.OptionalLong;

/** What a program of a probe was called for. */
public interface Trigger {
    /** Return addresses of the kernel's stack, innermost first. */
    long[] stack();

    /** The address of the probed function; 0 where the probe is no function's. */
    long function();

    /** What the function was called with, or what the tracepoint tells. */
    long[] arguments();

    /** What the function returned, where it has. */
    OptionalLong result();

    /** The address of a kernel function by its name. */
    OptionalLong symbol(String name);
}
