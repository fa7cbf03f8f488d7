package io.polyprobe.object;

/** Who else than an object's own programs uses one of its maps. */
public sealed interface Sharing {
    /** Sharing among the objects of one target. */
    enum Scope implements Sharing {
        /** Nobody else. */
        NONE,
        /** Any object that is loaded later and declares a map of this name as extern ({@code BPF_TABLE_PUBLIC}). */
        PUBLIC,
        /**
         * It is another object's public map of this name ({@code BPF_TABLE("extern", …)}), whose type and number of
         * entries only that object tells.
         */
        EXTERN
    }

    /**
     * Whoever opens the file in bpffs that stands for it. If there is one already, its map is used.
     *
     * @param path absolute, such as {@code /sys/fs/bpf/counts}
     */
    record Pinned(String path) implements Sharing {}
}
