package io.polyprobe.vm;

import io.polyprobe.target.Symbol;
import io.polyprobe.target.Symbolizer;
import java.util.Optional;
import java.util.OptionalLong;

/** Names in the virtual kernel. Its processes have memory but no code, so no user address has one. */
final class VmSymbolizer implements Symbolizer {
    private final KernelText text;

    VmSymbolizer(KernelText text) {
        this.text = text;
    }

    @Override
    public Optional<Symbol> kernel(long address) {
        return text.at(address);
    }

    @Override
    public OptionalLong kernelAddress(String function) {
        return text.has(function) ? OptionalLong.of(text.address(function)) : OptionalLong.empty();
    }

    @Override
    public Optional<Symbol> user(int pid, long address) {
        return Optional.empty();
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
