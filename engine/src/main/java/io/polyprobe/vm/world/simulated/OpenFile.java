package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelObject;
import org.jspecify.annotations.Nullable;

/**
 * An open file of a task.
 *
 * @param struct its {@code struct file}
 * @param owned whether it dies with the descriptor; standard streams are shared and live on
 * @param socket what it is the file of, or null
 */
record OpenFile(
        String path,
        KernelObject struct,
        boolean owned,
        @Nullable Socket socket) {
    OpenFile(String path, KernelObject struct, boolean owned) {
        this(path, struct, owned, null);
    }
}
