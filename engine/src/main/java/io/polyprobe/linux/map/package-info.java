/**
 * Maps in the kernel.
 *
 * <p>{@link io.polyprobe.linux.map.MapFactory} creates one from its {@link io.polyprobe.object.MapSpec}, {@link
 * io.polyprobe.linux.map.KernelMap} reads and writes it. Each failure names the map, what was tried and what helps.
 */
@NullMarked
package io.polyprobe.linux.map;

import org.jspecify.annotations.NullMarked;
