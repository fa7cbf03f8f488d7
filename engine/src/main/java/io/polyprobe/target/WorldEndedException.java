package io.polyprobe.target;

/** The virtual kernel's world has ended: nothing will happen in it any more. Scripts see it as Ctrl-C. */
public final class WorldEndedException extends RuntimeException {
    public WorldEndedException() {
        super("the world has ended");
    }
}
