package io.polyprobe.vm;

import io.polyprobe.target.Symbol;
import io.polyprobe.target.Symbolizer;
import io.polyprobe.vm.world.World;
import java.util.Optional;
import java.util.OptionalLong;

/** Names in the virtual kernel; what its processes have, its world knows. */
final class VmSymbolizer implements Symbolizer {
    private final KernelText text;

    private final World world;

    VmSymbolizer(KernelText text, World world) {
        this.text = text;
        this.world = world;
    }

    @Override
    public Optional<Symbol> kernel(long address) {
        return text.at(address);
    }

    @Override
    public OptionalLong kernelAddress(String function) {
        if (text.has(function)) {
            return OptionalLong.of(text.address(function));
        }
        Long variable = world.symbols().get(function);
        return variable == null ? OptionalLong.empty() : OptionalLong.of(variable);
    }

    @Override
    public Optional<Symbol> user(int pid, long address) {
        return world.userSymbol(pid, address);
    }

    @Override
    public Optional<Symbol> buildId(String buildId, long offset) {
        return Optional.empty();
    }

    @Override
    public void addFile(String path) {
        // No stack in the virtual kernel has build ids.
    }

    @Override
    public void forget(int pid) {
        // Nothing is kept of processes.
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
