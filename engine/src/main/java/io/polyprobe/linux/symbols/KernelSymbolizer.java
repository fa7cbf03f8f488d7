package io.polyprobe.linux.symbols;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.target.Symbol;
import io.polyprobe.target.Symbolizer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Names for the addresses of this machine: its kernel's and its processes'. */
public final class KernelSymbolizer implements Symbolizer {
    private record Known(String path, ElfSymbols symbols) {}

    private final ElfCache files = new ElfCache();
    private final Map<Integer, ProcessSymbols> processes = new HashMap<>();
    private final Map<String, Known> byBuildId = new HashMap<>();
    private @Nullable KernelSymbols kernel;
    private boolean closed;

    @Override
    public synchronized Optional<Symbol> kernel(long address) {
        return functions().at(address);
    }

    @Override
    public synchronized OptionalLong kernelAddress(String function) {
        return functions().address(function);
    }

    private KernelSymbols functions() {
        requireOpen();
        if (kernel == null) {
            kernel = KernelSymbols.read();
        }
        return kernel;
    }

    @Override
    public synchronized Optional<Symbol> user(int pid, long address) {
        requireOpen();
        return processes.computeIfAbsent(pid, p -> new ProcessSymbols(p, files)).at(address);
    }

    @Override
    public synchronized Optional<Symbol> buildId(String buildId, long offset) {
        requireOpen();
        return Optional.ofNullable(byBuildId.get(buildId))
                .map(known -> known.symbols().at(offset, known.path()));
    }

    @Override
    public synchronized void addFile(String path) {
        requireOpen();
        files.get(ElfSymbols.Place.of(Path.of(path)))
                .ifPresent(symbols -> symbols.buildId().ifPresent(id -> byBuildId.put(id, new Known(path, symbols))));
    }

    @Override
    public synchronized void forget(int pid) {
        if (pid == -1) {
            processes.clear();
        } else {
            processes.remove(pid);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new TargetException(Diagnostic.error("cannot look up a symbol: the symbols are closed"));
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            processes.clear();
            byBuildId.clear();
            kernel = null;
            files.close();
        }
    }
}
