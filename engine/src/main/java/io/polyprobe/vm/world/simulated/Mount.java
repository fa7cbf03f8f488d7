package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelObject;

/**
 * A mounted file system.
 *
 * @param path where, {@code /} for the root
 * @param operations its files' {@code struct file_operations}
 */
record Mount(String path, FileSystem kind, KernelObject superBlock, KernelObject mount, KernelObject operations) {
    boolean holds(String file) {
        return path.equals("/") || file.equals(path) || file.startsWith(path + "/");
    }
}
