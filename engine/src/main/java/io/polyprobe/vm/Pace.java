package io.polyprobe.vm;

/** How virtual time relates to the time on the wall while a script waits. */
public enum Pace {
    /** A virtual second takes a second. */
    WALL,
    /** Virtual time passes as fast as the machine can simulate it. */
    MAX
}
