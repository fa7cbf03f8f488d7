package io.polyprobe.vm.world;

import io.polyprobe.diag.TargetException;

/** A kind of world. {@link java.util.ServiceLoader} finds those that a class path has; see {@link Worlds}. */
public interface WorldFactory {
    /** What users call it: letters, digits and hyphens. */
    String name();

    /** What happens in it, in a few words for a list of worlds. */
    String summary();

    /**
     * Makes a world in which nothing has happened yet.
     *
     * @throws TargetException where this machine has not what it takes, or the options are wrong
     */
    World open(VirtualKernel kernel, WorldSpec spec);
}
