/**
 * Where the virtual kernel's events come from.
 *
 * <p>A {@link io.polyprobe.vm.world.World} is a source of probe hits, in virtual time or in real time, and {@link
 * io.polyprobe.vm.world.Hits} is what it tells them to. A {@link io.polyprobe.vm.world.WorldFactory} makes it out of a
 * {@link io.polyprobe.vm.world.VirtualKernel}, what it may use of the machine that it feeds; {@link
 * io.polyprobe.vm.world.Worlds} finds those on the class path, ours and others'.
 *
 * <p>Beside these stands what any world needs to look like Linux: the {@code KernelHeap} in which it keeps structs laid
 * out by the virtual kernel's BTF, the names that Linux has ({@code SyscallTable}, {@code KnownNames}) and the records
 * of its tracepoints ({@code TracepointCatalog}).
 *
 * <p>{@link io.polyprobe.vm.world.simulated} is a machine that there is not.
 */
@NullMarked
package io.polyprobe.vm.world;

import org.jspecify.annotations.NullMarked;
