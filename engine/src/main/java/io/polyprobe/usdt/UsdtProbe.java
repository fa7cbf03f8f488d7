package io.polyprobe.usdt;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * A statically defined tracepoint.
 *
 * @param locations where it is in the code, at least one; inlining makes several
 */
public record UsdtProbe(String provider, String name, List<Location> locations) {
    public UsdtProbe {
        locations = List.copyOf(locations);
    }

    /**
     * One place where the probe is passed.
     *
     * @param path of the program or library, as the traced process knows it
     * @param address as in the file's symbol table
     * @param semaphore address of the 16-bit counter that enables the probe, or 0 where it is always enabled
     */
    public record Location(Path path, long address, long semaphore, List<Argument> arguments) {
        public Location {
            arguments = List.copyOf(arguments);
        }
    }

    /** {@code provider:name}. */
    public String fullName() {
        return provider + ":" + name;
    }

    /** How many arguments it has, which is the same everywhere. */
    public int argumentCount() {
        return locations.getFirst().arguments().size();
    }

    /**
     * The type in C of an argument: the widest that it has at any location.
     *
     * @param index from 0
     */
    public String argumentType(int index) {
        return locations.stream()
                .filter(location -> index < location.arguments().size())
                .map(location -> location.arguments().get(index))
                .max(Comparator.comparingInt(Argument::size))
                .orElseThrow(() -> new IndexOutOfBoundsException(fullName() + " has no argument " + index))
                .type();
    }
}
