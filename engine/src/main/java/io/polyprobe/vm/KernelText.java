package io.polyprobe.vm;

import io.polyprobe.target.Symbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the virtual kernel's functions would lie if they had instructions: one behind the other, as far into the address
 * space as Linux puts its own. Addresses depend on nothing but the names.
 */
final class KernelText {
    private static final long START = 0xffff_ffff_8100_0000L;
    private static final long FUNCTION = 0x400;

    private final List<String> functions = new ArrayList<>();
    private final Map<String, Long> addresses = new HashMap<>();

    /** @param names the functions that are known from the start */
    KernelText(Set<String> names) {
        names.stream().sorted().forEach(this::address);
    }

    /** The first address of a function; one that was not known gets its place behind the others. */
    long address(String function) {
        return addresses.computeIfAbsent(function, name -> {
            functions.add(name);
            return START + (functions.size() - 1) * FUNCTION;
        });
    }

    /** The functions that have a place. */
    Stream<String> names() {
        return List.copyOf(functions).stream();
    }

    boolean has(String function) {
        return addresses.containsKey(function);
    }

    Optional<Symbol> at(long address) {
        long index = Long.divideUnsigned(address - START, FUNCTION);
        return index < functions.size()
                ? Optional.of(new Symbol(functions.get((int) index), (address - START) % FUNCTION, "kernel"))
                : Optional.empty();
    }
}
