package io.polyprobe.vm.world;

import java.util.List;

/**
 * A world as its user asks for it.
 *
 * @param name of a {@link WorldFactory}
 * @param options in words of the world's own; may be empty
 * @param command a program with its arguments, for a world that is about one; may be empty
 */
public record WorldSpec(String name, String options, List<String> command) {
    /** A machine that there is not. */
    public static final WorldSpec SIMULATED = new WorldSpec("simulated", "", List.of());

    public WorldSpec {
        command = List.copyOf(command);
    }

    /** Reads {@code NAME} or {@code NAME:OPTIONS}. */
    public static WorldSpec parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new WorldSpec(text, "", List.of())
                : new WorldSpec(text.substring(0, colon), text.substring(colon + 1), List.of());
    }

    public WorldSpec withCommand(List<String> newCommand) {
        return new WorldSpec(name, options, newCommand);
    }

    @Override
    public String toString() {
        return options.isEmpty() ? name : name + ":" + options;
    }
}
