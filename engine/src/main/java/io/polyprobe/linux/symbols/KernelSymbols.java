package io.polyprobe.linux.symbols;

import io.polyprobe.target.Symbol;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/** The functions of the kernel and its modules, by address and by name. */
final class KernelSymbols {
    private final Kallsyms symbols;
    private final long[] starts;
    /** Which of the symbols it is that starts there. */
    private final int[] indices;

    /** Where the first function is: what stands before (per-CPU data, by its offset) is none. */
    private final long first;

    private KernelSymbols(Kallsyms symbols) {
        this.symbols = symbols;
        var all = new long[symbols.count()];
        var chosen = new int[symbols.count()];
        int count = 0;
        long least = -1;
        for (int i = 0; i < symbols.count(); i++) {
            if (!symbols.isData(i)) {
                all[count] = symbols.address(i);
                chosen[count++] = i;
            }
            if (symbols.isFunction(i) && Long.compareUnsigned(symbols.address(i), least) < 0) {
                least = symbols.address(i);
            }
        }
        int[] order = StartOrder.of(all, count);
        this.first = least;
        this.starts = new long[count];
        this.indices = new int[count];
        for (int i = 0; i < count; i++) {
            starts[i] = all[order[i]];
            indices[i] = chosen[order[i]];
        }
    }

    static KernelSymbols read() {
        return new KernelSymbols(Kallsyms.read());
    }

    /** Addresses are all 0 where this user may not know them. */
    private boolean hidden() {
        return first == 0 || first == -1;
    }

    Optional<Symbol> at(long address) {
        if (hidden() || Long.compareUnsigned(address, first) < 0) {
            return Optional.empty();
        }
        int found = Floor.last(starts, address);
        int symbol = indices[found];
        return Optional.of(new Symbol(symbols.name(symbol), address - starts[found], symbols.module(symbol)));
    }

    /** Where several functions have the name, the last. */
    OptionalLong address(String function) {
        byte[] name = function.getBytes(StandardCharsets.UTF_8);
        for (int i = starts.length - 1; i >= 0 && !hidden() && name.length > 0; i--) {
            if (symbols.isNamed(indices[i], name)) {
                return OptionalLong.of(starts[i]);
            }
        }
        return OptionalLong.empty();
    }
}
