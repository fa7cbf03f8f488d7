package io.polyprobe.vm.world.simulated;

/**
 * A control group.
 *
 * @param path below the root, which is empty
 * @param id the inode number of its directory in cgroup2's file system, where the root has 1
 */
record Cgroup(String path, long id) {
    static final Cgroup ROOT = new Cgroup("", 1);

    /** The same path has the same id, wherever and whenever. */
    static Cgroup of(String path) {
        return path.isEmpty() ? ROOT : new Cgroup(path, 2_000 + Math.floorMod(path.hashCode(), 100_000));
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
