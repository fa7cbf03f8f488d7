package io.polyprobe.vm.world.simulated;

import io.polyprobe.vm.world.KernelObject;

/**
 * An open file of a task.
 *
 * @param struct its {@code struct file}
 * @param owned whether it dies with the descriptor; standard streams are shared and live on
 */
record OpenFile(String path, KernelObject struct, boolean owned) {}
