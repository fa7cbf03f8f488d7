package io.polyprobe.vm.world;

import io.polyprobe.btf.Btf;
import io.polyprobe.vm.memory.Memory;
import io.polyprobe.vm.packet.Packets;
import java.util.function.Consumer;

/**
 * What a world gets of the virtual kernel that it feeds.
 *
 * @param memory the address space of programs
 * @param heap where structs lie that programs may read
 * @param types how they are laid out
 * @param packets makes packets and their contexts
 * @param hits who wants to know what happens
 * @param trace takes what programs print; a {@link io.polyprobe.vm.helper.Moment} hands it on
 * @param seed what chance follows from, in a world that has any
 */
public record VirtualKernel(
        Memory memory, KernelHeap heap, Btf types, Packets packets, Hits hits, Consumer<byte[]> trace, long seed) {}
