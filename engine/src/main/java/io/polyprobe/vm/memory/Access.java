package io.polyprobe.vm.memory;

/** What a program may do with a region, or wants to do with an address; each includes those before it. */
public enum Access {
    /** Nothing: the region is known, so that a fault can name it, but closed. */
    NONE,
    READ,
    READ_WRITE;

    boolean allows(Access needed) {
        return compareTo(needed) >= 0;
    }
}
