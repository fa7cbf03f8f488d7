package io.polyprobe.vm.world;

import io.polyprobe.diag.Diagnostic;
import io.polyprobe.diag.TargetException;
import io.polyprobe.target.NearestNames;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The worlds that there are. */
public final class Worlds {
    private Worlds() {}

    /** All kinds of world on the class path, by name. */
    public static List<WorldFactory> all() {
        return ServiceLoader.load(WorldFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(WorldFactory::name))
                .toList();
    }

    /**
     * Makes a world.
     *
     * @throws TargetException where there is no such world, or it cannot be made
     */
    public static World open(VirtualKernel kernel, WorldSpec spec) {
        return named(spec.name()).open(kernel, spec);
    }

    private static WorldFactory named(String name) {
        List<WorldFactory> all = all();
        return all.stream()
                .filter(factory -> factory.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new TargetException(
                        Diagnostic.error("there is no world '%s'".formatted(name), hint(name, all))));
    }

    private static String hint(String name, List<WorldFactory> all) {
        List<String> near = NearestNames.of(name, all.stream().map(WorldFactory::name), 1);
        String there = all.stream()
                .map(factory -> "%s (%s)".formatted(factory.name(), factory.summary()))
                .collect(Collectors.joining(", ", "There are: ", "."));
        return near.isEmpty() ? there : "Did you mean %s? %s".formatted(near.getFirst(), there);
    }

    /**
     * Refuses options of a world that takes none.
     *
     * @throws TargetException where there are any
     */
    public static void requireNoOptions(WorldSpec spec) {
        if (!spec.options().isEmpty()) {
            throw new TargetException(Diagnostic.error(
                    "cannot open the world '%s': it takes no options".formatted(spec),
                    "Leave out ':%s'.".formatted(spec.options())));
        }
    }

    /**
     * Refuses a command for a world that is about none.
     *
     * @throws TargetException where there is one
     */
    public static void requireNoCommand(WorldSpec spec) {
        if (!spec.command().isEmpty()) {
            throw new TargetException(Diagnostic.error(
                    "cannot run '%s' in the world '%s': it has no real programs"
                            .formatted(spec.command().getFirst(), spec.name()),
                    "--world ptrace has."));
        }
    }
}
