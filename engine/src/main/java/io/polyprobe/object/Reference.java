package io.polyprobe.object;

/** What a wide load or a call of a program refers to and only a loader can fill in. */
public sealed interface Reference {
    /** The slot (8-byte unit) of the referring instruction within the program. */
    int slot();

    /** {@code dst = address of map} ({@code BPF_PSEUDO_MAP_FD}). */
    record ToMap(int slot, String map) implements Reference {}

    /** {@code dst = address of a byte in the map's first value} ({@code BPF_PSEUDO_MAP_VALUE}): a global variable. */
    record ToMapValue(int slot, String map, int offset) implements Reference {}

    /** {@code dst = address of a kernel symbol} declared in {@code .ksyms}. */
    record ToKernelSymbol(int slot, String symbol, boolean weak) implements Reference {}

    /** A call of a kernel function (kfunc) declared in {@code .ksyms}. */
    record ToKernelFunction(int slot, String function, boolean weak) implements Reference {}
}
