package io.polyprobe.target;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.object.MapSpec;
import io.polyprobe.object.MapType;
import java.util.Collection;

/** What is asked of maps that several objects use, and what is said where they are not so. */
public final class SharedMaps {
    private SharedMaps() {}

    /** No object has left a map of that name. */
    public static TargetException missing(MapSpec wanted, Collection<String> names) {
        return new TargetException(Diagnostic.error(
                "no program has a public table '" + wanted.name() + "'",
                "Load the program with BPF_TABLE_PUBLIC(…, %s, …) first. Public tables now: %s."
                        .formatted(
                                wanted.name(),
                                names.isEmpty()
                                        ? "none"
                                        : String.join(
                                                ", ", names.stream().sorted().toList()))));
    }

    /**
     * Two declarations of one map have to agree on what programs reach by their pointers.
     *
     * @param what the map that was found, for people
     * @throws TargetException where they do not
     */
    public static void requireAlike(MapSpec wanted, MapSpec found, String what) {
        if (wanted.keySize() != found.keySize() || wanted.valueSize() != found.valueSize()) {
            throw new TargetException(Diagnostic.error("%s has keys of %d and values of %d bytes, not of %d and %d"
                    .formatted(what, found.keySize(), found.valueSize(), wanted.keySize(), wanted.valueSize())));
        }
    }

    /**
     * A pinned map is of the type that the declaration says.
     *
     * @param type the number of its type
     * @throws TargetException where it is not
     */
    public static void requireType(MapSpec wanted, int type, String path) {
        if (type != wanted.type().number()) {
            throw new TargetException(Diagnostic.error(
                    "%s is a map of type %s, not %s as '%s' is declared"
                            .formatted(
                                    path,
                                    MapType.of(type).map(MapType::name).orElse("number " + type),
                                    wanted.type(),
                                    wanted.name()),
                    "Name another file, or remove this one where nobody needs it."));
        }
    }
}
